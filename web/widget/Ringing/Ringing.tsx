import type { Journey } from '../../session/journey/journey';
import { Button } from '../../ui/Button/Button';
import { Heading } from '../../ui/Heading/Heading';
import { Words } from '../../ui/Words/Words';
import { PanelBody } from '../Panel/Panel';
import { useWords } from '../words';
import './Ringing.css';

/** The promised call: on the telephone, or here after all. */
export function Ringing({ journey, name }: { journey: Journey; name: string }) {
  const words = useWords();
  return (
    <PanelBody foot={<Button wide look="second" onClick={() => journey.talkHere()}>{words.text('ringing.here')}</Button>}>
      <div role="alert">
        <Heading><Words of={words.pieces('ringing.title', { name })} /></Heading>
        <p class="lead ringing-note"><Words of={words.pieces('ringing.note', { phone: journey.customer.value.phone })} /></p>
      </div>
    </PanelBody>
  );
}
