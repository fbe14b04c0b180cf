import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { DeskPlace } from '../../session/desk-place';
import type { Chapter } from '../../session/routing/story';
import type { Why as WhyAnswer } from '../../session/routing/why';
import { Button } from '../../ui/Button/Button';
import { Face } from '../../ui/Face/Face';
import { Icon } from '../../ui/Icon/Icon';
import { again, back, check, copy } from '../../ui/Icon/drawings';
import { IconButton } from '../../ui/IconButton/IconButton';
import { LiveRegion } from '../../ui/LiveRegion/LiveRegion';
import { Words } from '../../ui/Words/Words';
import { useFocusIfLost } from '../focus';
import { Notice } from '../Notice/Notice';
import { Tabs } from '../Tabs/Tabs';
import { Time } from '../Time/Time';
import { Toast } from '../Toast/Toast';
import { called, clockToTheSecond, useDesk, useDeskSpeaker } from '../words';
import { Agents } from './Agents';
import { answer, asText, customerOf, factsOf, plainText, stepLabel, stepMore, type Teller } from './telling';
import { Wait } from './Wait';
import '../Facts/Facts.css';
import './Why.css';

/** Why a conversation is where it is, and where its wait went: the answer first, then what it rests on. */
export function Why({ place }: { place: DeskPlace & { at: 'why' } }) {
  const desk = useDesk();
  const speaker = useDeskSpeaker();
  const why = useMemo(() => desk.why(place.conversation), [desk, place.conversation]);
  useEffect(() => why.watch(), [why]);
  // Who it is, when somebody comes here by the address.
  useEffect(() => (place.from === 'live' ? desk.live.watch() : undefined), [desk, place.from]);
  const teller = { speaker, customer: useCustomer(place.conversation) };
  const goBack = () => desk.go(place.from === 'live' ? { at: 'live' } : { at: 'desk' });
  const keys = (event: KeyboardEvent) => {
    // An open list of moments is closed by the same key.
    if (event.key === 'Escape' && !(event.target instanceof HTMLSelectElement)) goBack();
  };
  return (
    <main class="desk-sheet why-sheet" onKeyDown={keys}>
      <section class="desk-column" aria-labelledby="why-heading">
        <Head why={why} teller={teller} from={place.from} onBack={goBack} />
        <div class="why-scroll" role="group" aria-labelledby="why-heading" tabIndex={0}><Body why={why} teller={teller} from={place.from} onBack={goBack} /></div>
      </section>
      <Toast />
    </main>
  );
}

/** The name outlasts the conversation, for as long as one looks. */
function useCustomer(conversation: string): string | null {
  const desk = useDesk();
  const last = useRef<string | null>(null);
  const mine = desk.conversations.value.find(({ id }) => id === conversation)?.customer.name;
  last.current = desk.live.find(conversation)?.customer || mine || last.current;
  return last.current;
}

function Head({ why, teller, from, onBack }: { why: WhyAnswer; teller: Teller; from: 'desk' | 'live'; onBack: () => void }) {
  const { speaker } = teller;
  const heading = useFocusIfLost<HTMLHeadingElement>(why);
  const queues = [...new Set(why.chapters.value.map(({ queue }) => called(queue, speaker)))];
  return (
    <header class="desk-head why-head">
      <IconButton label={speaker.text(from === 'live' ? 'why.backToLive' : 'why.backToDesk')} icon={back} flip onClick={onBack} />
      <Face name={customerOf(teller)} />
      <div class="desk-head-who">
        <h1 id="why-heading" ref={heading} tabIndex={-1}>{speaker.text('why.heading')}</h1>
        <div class="desk-head-meta">
          <span><bdi>{customerOf(teller)}</bdi></span>
          {queues.map((queue) => <span key={queue}><bdi>{queue}</bdi></span>)}
        </div>
      </div>
      {why.chapters.value.length > 0 && <Copy why={why} teller={teller} />}
    </header>
  );
}

function Copy({ why, teller }: { why: WhyAnswer; teller: Teller }) {
  const desk = useDesk();
  const { speaker } = teller;
  const [copied, setCopied] = useState<'copied' | 'notCopied' | null>(null);
  const write = async () => {
    const text = asText(why.conversation, why.chapters.peek(), desk.now.peek(), teller);
    // Where the page is not secure there is no clipboard at all.
    const done = await navigator.clipboard?.writeText(text).then(() => true, () => false);
    setCopied(done ? 'copied' : 'notCopied');
  };
  return (
    <div class="desk-head-acts">
      {copied === 'notCopied' && <span class="why-not-copied">{speaker.text('why.notCopied')}</span>}
      <button type="button" class="desk-button" onClick={() => void write()}><Icon of={copied === 'copied' ? check : copy} size="s" /><span class="why-copy-words">{speaker.text('why.copy')}</span></button>
      <LiveRegion says={copied ? speaker.text(`why.${copied}`) : ''} />
    </div>
  );
}

function Body({ why, teller, from, onBack }: { why: WhyAnswer; teller: Teller; from: 'desk' | 'live'; onBack: () => void }) {
  const { speaker } = teller;
  const chapters = why.chapters.value;
  const [latest] = chapters;
  if (why.phase.value === 'forbidden' || why.phase.value === 'unknown') {
    return (
      <Notice heading={speaker.text(`why.${why.phase.value}`)} more={speaker.text(`why.${why.phase.value}More`)}>
        <Button small onClick={onBack}>{speaker.text(from === 'live' ? 'why.backToLive' : 'live.toDesk')}</Button>
      </Notice>
    );
  }
  if (why.phase.value === 'reading') return <Reading why={why} teller={teller} />;
  if (!latest) return <Notice heading={speaker.text('why.none')} more={speaker.text('why.noneMore')} />;
  const panels = chapters.map((chapter) => ({ id: chapter.key, label: chapterLabel(chapter, teller), panel: <Told key={chapter.key} chapter={chapter} teller={teller} /> }));
  return (
    <>
      <Stale why={why} teller={teller} />
      {panels.length === 1 ? panels[0]?.panel : <Tabs tabs={panels} />}
    </>
  );
}

function chapterLabel({ medium, queue, since }: Chapter, { speaker }: Teller): string {
  return plainText(speaker.pieces('why.chapter', { medium: speaker.text(`live.${medium}`), queue: called(queue, speaker), clock: speaker.clock(new Date(since)) }), speaker);
}

function Reading({ why, teller: { speaker } }: { why: WhyAnswer; teller: Teller }) {
  if (!why.failing.value) return <p class="desk-notice-reading" role="status">{speaker.text('why.reading')}</p>;
  return (
    <Notice heading={speaker.text('why.unreachable')} more={speaker.text('why.unreachableMore')} urgent>
      <Button small icon={again} onClick={() => why.tryNow()}>{speaker.text('line.tryNow')}</Button>
    </Notice>
  );
}

/** What one sees is from before. */
function Stale({ why, teller: { speaker } }: { why: WhyAnswer; teller: Teller }) {
  const { now } = useDesk();
  const failing = why.failing.value;
  if (!failing || now.value - failing.since < 1_000) return null;
  return (
    <p class="why-stale">
      <span role="status"><Words of={speaker.pieces('live.stale', { clock: speaker.clock(new Date(failing.since)) })} /></span>
      <button type="button" class="desk-button" onClick={() => why.tryNow()}>{speaker.text('line.tryNow')}</button>
    </p>
  );
}

function Told({ chapter, teller }: { chapter: Chapter; teller: Teller }) {
  const { now } = useDesk();
  const { speaker } = teller;
  const facts = factsOf(chapter, now.value, speaker);
  return (
    <div class="why">
      <div class="why-main">
        <p class="why-answer"><Words of={answer(chapter, teller)} /></p>
        {facts.length > 0 && (
          <dl class="why-facts" aria-label={speaker.text('why.facts')}>
            {facts.map(({ label, value, more }) => (
              <div key={label}><dt>{label}</dt><dd><Words of={value} />{more && <small><Words of={more} /></small>}</dd></div>
            ))}
          </dl>
        )}
        <Wait chapter={chapter} />
        <Steps chapter={chapter} teller={teller} />
      </div>
      <Agents chapter={chapter} />
    </div>
  );
}

function Steps({ chapter, teller }: { chapter: Chapter; teller: Teller }) {
  const { speaker } = teller;
  const { steps } = chapter;
  const reached = steps.findLastIndex(({ what }) => what !== 'widens');
  return (
    <section class="desk-timeline why-steps" aria-labelledby="why-steps">
      <h2 id="why-steps">{speaker.text('why.steps')}</h2>
      <ol>
        {steps.map((step, index) => (
          <li key={`${step.what}/${index}`} class={index === reached ? 'desk-timeline-now' : index > reached ? 'why-step-ahead' : undefined}>
            <span>
              <b><Words of={stepLabel(step, chapter, teller)} /></b>
              <small><Words of={stepMore(step, chapter, teller)} /></small>
            </span>
            {step.what !== 'waits' && <time dateTime={new Date(step.at).toISOString()}><Time>{clockToTheSecond(step.at, speaker.locale)}</Time></time>}
          </li>
        ))}
      </ol>
    </section>
  );
}
