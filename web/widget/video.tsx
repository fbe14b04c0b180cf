/** The part of the widget that a customer needs only on the way to a call: loaded when video is first thought of. */
import type { Journey } from '../session/journey/journey';
import { Heading } from '../ui/Heading/Heading';
import { Check } from './Check/Check';
import { Consent } from './Consent/Consent';
import { Ended } from './Ended/Ended';
import { InCall } from './InCall/InCall';
import { PanelBody } from './Panel/Panel';
import { Ringing } from './Ringing/Ringing';
import { Waiting } from './Waiting/Waiting';
import { useWords } from './words';

export function VideoSteps({ journey }: { journey: Journey }) {
  const words = useWords();
  const escalation = journey.escalation.value;
  const video = journey.video.value;
  const step = journey.step.value;
  if (step === 'consent') return <Consent journey={journey} />;
  if (step === 'check' && video) return <Check journey={journey} video={video} />;
  if (step === 'waiting' && escalation?.waiting) return <Waiting journey={journey} escalation={escalation} waiting={escalation.waiting} />;
  if (step === 'ringing' && escalation?.meeting) return <Ringing journey={journey} name={escalation.meeting.adviser.name} />;
  if (step === 'call' && video && escalation) return <InCall journey={journey} video={video} escalation={escalation} />;
  if (step === 'ended' && escalation?.ended) return <Ended journey={journey} ended={escalation.ended} />;
  const doing = step === 'asking' ? 'check.putting' : 'resuming.title';
  return (
    <PanelBody>
      <Heading>{words.text(doing)}</Heading>
      <p class="lead" role="status">{words.text(step === 'asking' ? 'check.puttingNote' : 'resuming.note')}</p>
    </PanelBody>
  );
}
