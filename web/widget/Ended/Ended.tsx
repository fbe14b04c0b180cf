import { useState } from 'preact/hooks';
import type { Escalation } from '../../session/escalation/escalation';
import { nameParts } from '../../session/journey/customer';
import type { Journey } from '../../session/journey/journey';
import { Button } from '../../ui/Button/Button';
import { Heading } from '../../ui/Heading/Heading';
import { camera, check, copy } from '../../ui/Icon/drawings';
import { Stars } from '../../ui/Stars/Stars';
import { Words } from '../../ui/Words/Words';
import { PanelBody } from '../Panel/Panel';
import { useWords } from '../words';
import './Ended.css';

type Ends = NonNullable<Escalation['ended']>;

/** What it was, how it was, and the reference to quote. The chat stays. */
export function Ended({ journey, ended }: { journey: Journey; ended: Ends }) {
  const words = useWords();
  const [stars, setStars] = useState(0);
  const failed = ended.reason === 'failed';
  const met = ended.duration_s > 0;
  const name = nameParts(journey.customer.value.name).first;
  const rate = (chosen: number) => {
    setStars(chosen);
    journey.rate(words.text('ended.rateSaid', { stars: words.text(starWords(chosen)) }));
  };
  return (
    <PanelBody
      foot={
        <>
          {failed && <Button wide icon={camera} onClick={() => { journey.done(); journey.startVideo(); }}>{words.text('ended.again')}</Button>}
          <Button wide look="second" onClick={() => journey.done()}>{words.text('ended.done')}</Button>
        </>
      }
    >
      <Heading>{failed ? words.text('ended.failedTitle') : name ? words.text('ended.titleNamed', { name }) : words.text('ended.title')}</Heading>
      <p class="body ended-what"><What journey={journey} ended={ended} /></p>
      {met && journey.chatGoesOn && (
        <div class="ended-rate">
          <Stars legend={words.text('ended.rate')} value={stars} names={[1, 2, 3, 4, 5].map((count) => words.text(starWords(count)))} onRate={rate} />
          <p class="small" role="status">{stars > 0 ? words.text('ended.rated') : ''}</p>
        </div>
      )}
      <Reference code={ended.reference} />
      <p class="small ended-chat">{words.text('ended.chatKept')}</p>
    </PanelBody>
  );
}

function starWords(stars: number) {
  return `ended.stars${stars}` as 'ended.stars1' | 'ended.stars2' | 'ended.stars3' | 'ended.stars4' | 'ended.stars5';
}

function What({ journey, ended }: { journey: Journey; ended: Ends }) {
  const words = useWords();
  const name = journey.adviser.value;
  if (ended.reason === 'failed') return <>{words.text('ended.failed')}</>;
  if (ended.reason === 'called_back') return <>{words.text('ended.calledBack')}</>;
  if (ended.duration_s <= 0) return <>{words.text('ended.noCall')}</>;
  const seconds = Math.round(ended.duration_s);
  const minutes = Math.round(seconds / 60);
  if (seconds < 60) return <Words of={name ? words.pieces('ended.secondsWith', { seconds, name }) : words.pieces('ended.seconds', { seconds })} />;
  return <Words of={name ? words.pieces('ended.minutesWith', { minutes, name }) : words.pieces('ended.minutes', { minutes })} />;
}

function Reference({ code }: { code: string }) {
  const words = useWords();
  const [copied, setCopied] = useState(false);
  return (
    <div class="reference">
      <div>
        <span class="small">{words.text('ended.reference')}</span>
        <div class="reference-code"><bdi dir="ltr">{code}</bdi></div>
      </div>
      <Button small look="second" icon={copied ? check : copy} onClick={() => void navigator.clipboard.writeText(code).then(() => setCopied(true), () => undefined)}>
        {words.text(copied ? 'ended.copied' : 'ended.copy')}
      </Button>
    </div>
  );
}
