import { useState } from 'preact/hooks';
import { send } from '../Icon/drawings';
import { IconButton } from '../IconButton/IconButton';
import { useSpeaker } from '../speech';
import './Composer.css';

export interface ComposerProps {
  onSend: (text: string) => void;
  onTyping?: () => void;
  maxLength?: number;
}

/** The line a message is written in. */
export function Composer({ onSend, onTyping, maxLength = 4096 }: ComposerProps) {
  const speaker = useSpeaker();
  const [text, setText] = useState('');
  return (
    <form
      class="composer"
      onSubmit={(event) => {
        event.preventDefault();
        if (text.trim() === '') return;
        onSend(text.trim());
        setText('');
      }}
    >
      <input
        // An empty line has the page's direction, a written one its own.
        dir={text ? 'auto' : undefined}
        aria-label={speaker.text('chat.message')}
        placeholder={speaker.text('chat.write')}
        autocomplete="off"
        maxLength={maxLength}
        value={text}
        onInput={(event) => {
          setText(event.currentTarget.value);
          onTyping?.();
        }}
      />
      <IconButton type="submit" class="composer-send" label={speaker.text('chat.send')} icon={send} />
    </form>
  );
}
