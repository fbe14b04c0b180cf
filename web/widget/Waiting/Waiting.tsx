import { useEffect, useState } from 'preact/hooks';
import type { Escalation } from '../../session/escalation/escalation';
import type { Journey } from '../../session/journey/journey';
import { Button } from '../../ui/Button/Button';
import { Field } from '../../ui/Field/Field';
import { Heading } from '../../ui/Heading/Heading';
import { alert, callBack, camera, chat, clock, phone as phoneIcon, up } from '../../ui/Icon/drawings';
import { Icon } from '../../ui/Icon/Icon';
import { LiveRegion } from '../../ui/LiveRegion/LiveRegion';
import { Row } from '../../ui/Row/Row';
import { Words } from '../../ui/Words/Words';
import { PanelBody } from '../Panel/Panel';
import { useWords } from '../words';
import './Waiting.css';

type Waits = NonNullable<Escalation['waiting']>;

/** In line: a quiet line, one large fact, and what one may do instead of waiting. */
export function Waiting({ journey, escalation, waiting }: { journey: Journey; escalation: Escalation; waiting: Waits }) {
  const words = useWords();
  const phone = journey.customer.value.phone;
  const wait = useWaitWords(waiting.estimated_wait_s ?? null);
  const place = waiting.position ? words.pieces('waiting.place', { position: waiting.position }) : null;
  const lead = useNote(journey, waiting) ?? (place ? <Words of={place} /> : words.text('waiting.inLine'));
  const spoken = waiting.position ? words.text('waiting.spoken', { position: waiting.position, wait: midSentence(wait, words.locale) }) : words.text('waiting.inLine');
  return (
    <PanelBody
      foot={
        <div class="panel-foot-pair waiting-foot">
          <Button small look="second" icon={chat} onClick={() => journey.lookAtChat()}>{words.text('waiting.chat')}</Button>
          <Button small look="second" onClick={() => void journey.leaveLine()}>{words.text('waiting.leave')}</Button>
        </div>
      }
    >
      {journey.problem.value && <p class="problem" role="alert"><Icon of={alert} size="s" />{words.text('waiting.problem')}</p>}
      {escalation.call_back
        ? (
          <>
            <Heading look="huge">{words.text('waiting.calledTitle')}</Heading>
            <p class="lead waiting-lead"><Words of={phone ? words.pieces('waiting.calledLead', { phone }) : words.pieces('waiting.callBackNoPhone')} /></p>
            {place && <p class="body"><Words of={place} /></p>}
            <div class="waiting-offers"><Button wide look="second" onClick={() => void journey.goOnWaiting()}>{words.text('waiting.waitHere')}</Button></div>
          </>
        )
        : (
          <>
            <p class="lead">{lead}</p>
            <Heading look="huge"><Words of={[{ words: waiting.offers_due ? words.text('waiting.offersTitle') : wait }]} /></Heading>
            {waiting.offers_due
              ? <p class="body waiting-lead" role="alert">{words.text('waiting.offersLead')}</p>
              : <Line position={waiting.position ?? 1} />}
            <Change journey={journey} since={waiting.since} />
            {!waiting.offers_due && <p class="body waiting-explains">{words.text('waiting.note')}</p>}
            <Offers journey={journey} escalation={escalation} due={waiting.offers_due} />
          </>
        )}
      <LiveRegion says={journey.escalations.silent.value ? words.text('waiting.silent') : spoken} />
    </PanelBody>
  );
}

/** The wait in words; minutes are rounded up, for nobody minds being early. */
function useWaitWords(seconds: number | null): string {
  const words = useWords();
  if (seconds === null) return words.text('waiting.unknown');
  if (seconds < 60) return words.text('waiting.soon');
  return words.text('waiting.minutes', { minutes: Math.ceil(seconds / 60) });
}

function midSentence(text: string, locale: string): string {
  return text.charAt(0).toLocaleLowerCase(locale) + text.slice(1);
}

/** Why the wait is not what it was, if there is a reason. */
function useNote(journey: Journey, waiting: Waits): string | null {
  const words = useWords();
  if (journey.escalations.silent.value) return words.text('waiting.silent');
  const adviser = journey.adviser.value;
  switch (waiting.note) {
    case 'next_adviser': return words.text('waiting.nextAdviser');
    case 'adviser_lost': return adviser ? words.text('waiting.adviserLost', { name: adviser }) : words.text('waiting.someoneLost');
    case 'restarted': return words.text('waiting.restarted');
    default: return null;
  }
}

const SHOWN_AHEAD = 4;

/** The line itself: you, those before you, the call. */
function Line({ position }: { position: number }) {
  const words = useWords();
  const ahead = Math.min(SHOWN_AHEAD, Math.max(0, position - 1));
  return (
    <div class="line" aria-hidden="true">
      <span class="line-you">{words.text('waiting.you')}</span>
      {Array.from({ length: ahead }, (_, index) => <span key={index} class="line-stop" />)}
      <span class="line-goal"><Icon of={camera} /></span>
    </div>
  );
}

/** A fact that changes: movement, or at least the time. */
function Change({ journey, since }: { journey: Journey; since: string }) {
  const words = useWords();
  const moved = journey.escalations.moved.value;
  const [now, setNow] = useState(Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1_000);
    return () => clearInterval(timer);
  }, []);
  return (
    <p class="waiting-change">
      {moved && <span><Icon of={up} size="xs" /><bdi><Words of={words.pieces('waiting.was', { position: moved.from })} /></bdi></span>}
      <span><Icon of={clock} size="xs" /><bdi><Words of={words.pieces('waiting.for', { time: words.span((now - Date.parse(since)) / 1_000) })} /></bdi></span>
    </p>
  );
}

function Offers({ journey, escalation, due }: { journey: Journey; escalation: Escalation; due: boolean }) {
  const words = useWords();
  const known = journey.customer.value.phone;
  const [asked, setAsked] = useState(false);
  const [phone, setPhone] = useState('');
  return (
    <div class="waiting-offers">
      {!due && <h3 class="small strong">{words.text('waiting.offers')}</h3>}
      <ul class="rows">
        <li>
          {asked
            ? (
              <form class="waiting-phone" onSubmit={(event) => { event.preventDefault(); if (phone.trim()) void journey.callMeBack(phone.trim()); }}>
                <Field label={words.text('form.phone')} type="tel" autocomplete="tel" value={phone} onInput={setPhone} />
                <Button type="submit" small>{words.text('waiting.ring')}</Button>
              </form>
            )
            : (
              <Row
                icon={callBack}
                label={words.text('waiting.callBack')}
                note={<Words of={known ? words.pieces('waiting.callBackNote', { phone: known }) : words.pieces('waiting.callBackNoPhone')} />}
                onClick={() => (known ? void journey.callMeBack() : setAsked(true))}
              />
            )}
        </li>
        {escalation.media === 'video'
          ? <li><Row icon={phoneIcon} label={words.text('waiting.voice')} note={words.text('waiting.voiceNote')} onClick={() => void journey.switchToVoice()} /></li>
          : <li><p class="waiting-voice small"><Icon of={phoneIcon} />{words.text('waiting.isVoice')}</p></li>}
        {due && <li><Row icon={clock} label={words.text('waiting.goOn')} note={words.text('waiting.goOnNote')} onClick={() => void journey.goOnWaiting()} /></li>}
      </ul>
    </div>
  );
}
