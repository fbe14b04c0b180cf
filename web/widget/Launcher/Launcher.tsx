import { useState } from 'preact/hooks';
import type { Journey } from '../../session/journey/journey';
import { camera, chat, close } from '../../ui/Icon/drawings';
import { Icon } from '../../ui/Icon/Icon';
import { IconButton } from '../../ui/IconButton/IconButton';
import { useWords } from '../words';
import './Launcher.css';

/** The way in, and the way back: names what waits behind it. */
export function Launcher({ journey, greeting }: { journey: Journey; greeting: string | null }) {
  const words = useWords();
  const [greeted, setGreeted] = useState(false);
  const step = journey.step.value;
  const unread = journey.unread.value;
  const label = step === 'call' ? 'launcher.call' : step === 'waiting' ? 'launcher.line' : 'launcher.chat';
  return (
    <>
      {greeting && !greeted && step === 'form' && (
        <section class="greeting" aria-label={words.text('greeting.label')}>
          <p>{greeting}</p>
          <IconButton class="greeting-close" label={words.text('greeting.dismiss')} icon={close} onClick={() => setGreeted(true)} />
        </section>
      )}
      <button type="button" class="launcher" aria-haspopup="dialog" aria-expanded="false" onClick={() => journey.openPanel()}>
        <Icon of={step === 'call' ? camera : chat} />
        {words.text(label)}
        {unread > 0 && <span class="launcher-unread"><span class="unseen">, {words.text('launcher.unread', { count: unread })}</span><span class="num" aria-hidden="true">{words.number(unread)}</span></span>}
      </button>
    </>
  );
}
