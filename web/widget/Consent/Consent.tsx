import type { Journey } from '../../session/journey/journey';
import { Button } from '../../ui/Button/Button';
import { Heading } from '../../ui/Heading/Heading';
import { camera, chat, record } from '../../ui/Icon/drawings';
import { Icon } from '../../ui/Icon/Icon';
import { useWords } from '../words';
import { PanelBody } from '../Panel/Panel';
import './Consent.css';

/** What agreeing means, in the heading and three facts. Declining leaves the chat as it was. */
export function Consent({ journey }: { journey: Journey }) {
  const words = useWords();
  const adviser = journey.guest.partner.value;
  const facts = [
    { icon: record, what: words.text('consent.recording'), note: words.text('consent.recordingNote') },
    { icon: camera, what: words.text('consent.devices'), note: words.text('consent.devicesNote') },
    { icon: chat, what: words.text('consent.chat'), note: words.text('consent.chatNote') },
  ];
  return (
    <PanelBody
      foot={
        <>
          <Button wide onClick={() => void journey.agree()}>{words.text('consent.agree')}</Button>
          <Button wide look="quiet" onClick={() => journey.stayInChat()}>{words.text('chat.stayInChat')}</Button>
        </>
      }
    >
      <Heading>{adviser ? words.text('consent.titleNamed', { name: adviser }) : words.text('consent.title')}</Heading>
      <p class="lead consent-lead">{words.text('consent.lead')}</p>
      <ul class="consent-facts">
        {facts.map(({ icon, what, note }) => (
          <li key={what}><Icon of={icon} /><div><b>{what}</b><span class="small">{note}</span></div></li>
        ))}
      </ul>
    </PanelBody>
  );
}
