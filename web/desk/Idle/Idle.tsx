import { Button } from '../../ui/Button/Button';
import { Words } from '../../ui/Words/Words';
import { useFocusIfLost } from '../focus';
import { Mirror } from '../Mirror/Mirror';
import { State } from '../../ui/State/State';
import { useDesk, useDeskSpeaker } from '../words';
import './Idle.css';

/** What comes next, and what to do meanwhile. */
export function Idle() {
  const desk = useDesk();
  return (
    <div class="desk-idle">
      <div>{desk.agent.value?.presence.notResponding.value ? <NotResponding /> : <Next />}</div>
      <Mirror />
    </div>
  );
}

function Next() {
  const desk = useDesk();
  const speaker = useDeskSpeaker();
  const onQueue = desk.agent.value?.presence.onQueue.value ?? false;
  const queues = new Intl.ListFormat(speaker.locale).format(desk.queues.value.map(({ name }) => name));
  if (desk.alert.value) return <Place heading={speaker.text('idle.ringing')} more={speaker.text('idle.ringingMore')} />;
  return (
    <Place heading={speaker.text(onQueue ? 'idle.onQueue' : 'idle.offQueue')} more={speaker.text(onQueue ? 'idle.onQueueMore' : 'idle.offQueueMore')}>
      {queues && <p class="body"><Words of={speaker.pieces('idle.queues', { queues })} /></p>}
      {!onQueue && <Button small onClick={() => void desk.setOnQueue(true)}>{speaker.text('idle.goOnQueue')}</Button>}
    </Place>
  );
}

function NotResponding() {
  const desk = useDesk();
  const speaker = useDeskSpeaker();
  return (
    <div role="alert">
      <State look="warn">{speaker.text('presence.notResponding')}</State>
      <Place heading={speaker.text('idle.notResponding')} more={speaker.text('idle.notRespondingMore')}>
        <Button small onClick={() => void desk.setOnQueue(true)}>{speaker.text('idle.backOnQueue')}</Button>
      </Place>
    </div>
  );
}

function Place({ heading, more, children }: { heading: string; more: string; children?: preact.ComponentChildren }) {
  const place = useFocusIfLost<HTMLHeadingElement>(heading);
  return (
    <div class="desk-idle-words">
      <h1 class="title" ref={place} tabIndex={-1}>{heading}</h1>
      <p class="lead">{more}</p>
      {children}
    </div>
  );
}
