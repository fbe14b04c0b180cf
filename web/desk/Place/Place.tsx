import type { Phase } from '../../session/desk';
import { Button } from '../../ui/Button/Button';
import { Heading } from '../../ui/Heading/Heading';
import { Icon } from '../../ui/Icon/Icon';
import { again, check } from '../../ui/Icon/drawings';
import { Words } from '../../ui/Words/Words';
import { State } from '../../ui/State/State';
import { useDesk, useDeskSpeaker } from '../words';
import './Place.css';

/** Where there is no desk to show: not yet, not reachable, or open elsewhere. What happened, what is kept, one button. */
export function Place({ phase }: { phase: Exclude<Phase, { at: 'open' }> }) {
  const desk = useDesk();
  const speaker = useDeskSpeaker();
  switch (phase.at) {
    case 'opening':
      return <main class="desk-place"><p class="lead" role="status">{speaker.text('opening.heading')}</p></main>;
    case 'elsewhere':
      return (
        <main class="desk-place">
          <Heading>{speaker.text('elsewhere.heading')}</Heading>
          <p class="body">{speaker.text('elsewhere.kept')}</p>
          <Button small onClick={() => desk.useHere()}>{speaker.text('elsewhere.use')}</Button>
        </main>
      );
    case 'unreachable': {
      const next = phase.nextTryAt === null
        ? speaker.pieces('down.trying')
        : speaker.pieces('down.next', { span: speaker.span(Math.max(0, phase.nextTryAt - desk.now.value) / 1000) });
      return (
        <main class="desk-place">
          <div role="alert">
            <State look="bad"><Words of={speaker.pieces('down.since', { clock: speaker.clock(new Date(phase.since)) })} /></State>
            <h2 class="title">{speaker.text('down.heading')}</h2>
          </div>
          <p class="body"><Words of={next} /></p>
          <ul>
            <li><Icon of={check} size="xs" />{speaker.text('down.keptDrafts')}</li>
            <li><Icon of={check} size="xs" />{speaker.text('down.keptPlaces')}</li>
          </ul>
          <Button small icon={again} onClick={() => desk.tryNow()}>{speaker.text('down.tryNow')}</Button>
        </main>
      );
    }
  }
}
