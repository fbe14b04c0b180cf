import { Fragment, type ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { alert, check } from '../Icon/drawings';
import { Icon } from '../Icon/Icon';
import { useSpeaker } from '../speech';
import './Conversation.css';

/** What was said, or what happened between the words. */
export interface Line {
  readonly key: string;
  readonly text: string;
  readonly at: number;
  readonly by: 'me' | 'them' | 'nobody';
  readonly state?: 'sending' | 'delivered' | 'failed';
}

export interface ConversationProps {
  lines: readonly Line[];
  /** Who is typing, in words, or nothing. */
  typing?: string | undefined;
  /** Shown under the last line: quick replies. */
  after?: ComponentChildren;
  onAgain?: (key: string) => void;
  /** What stands there while nothing has been said. */
  empty?: ComponentChildren;
}

/** The messages, newest at the bottom, which stays in sight. */
export function Conversation({ lines, typing, after, onAgain, empty }: ConversationProps) {
  const speaker = useSpeaker();
  const log = useRef<HTMLDivElement>(null);
  const last = lines.at(-1)?.key;
  useEffect(() => {
    const element = log.current;
    if (element) element.scrollTop = element.scrollHeight;
  }, [last, typing, !!after]);
  const lastMine = lines.findLast((line) => line.by === 'me')?.key;
  const first = lines[0];
  return (
    <div class="conversation" ref={log} role="log" aria-label={speaker.text('chat.messages')} tabIndex={0}>
      <div class="conversation-air" />
      {lines.length === 0 && empty}
      {first && <p class="conversation-note"><time>{speaker.text('chat.today', { time: speaker.clock(new Date(first.at)) })}</time></p>}
      {lines.map((line) => (
        <Fragment key={line.key}>
          {line.by === 'nobody'
            ? <p class="conversation-note">{line.text}</p>
            : (
              <div class={`message message-${line.by}`}>
                <p dir="auto">{line.text}</p>
                {line.by === 'me' && (line.state !== 'delivered' || line.key === lastMine) && <Delivery line={line} onAgain={onAgain} />}
              </div>
            )}
        </Fragment>
      ))}
      {after}
      <div class="typing" role="status">
        {typing && <><span class="typing-dots" aria-hidden="true"><i /><i /><i /></span>{typing}</>}
      </div>
    </div>
  );
}

function Delivery({ line, onAgain }: { line: Line; onAgain: ConversationProps['onAgain'] }) {
  const speaker = useSpeaker();
  if (line.state === 'failed') {
    return (
      <span class="message-state message-failed">
        <Icon of={alert} size="xs" />{speaker.text('chat.failed')}
        {onAgain && <button type="button" onClick={() => onAgain(line.key)}>{speaker.text('chat.again')}</button>}
      </span>
    );
  }
  if (line.state === 'sending') return <span class="message-state">{speaker.text('chat.sending')}</span>;
  return <span class="message-state"><Icon of={check} size="xs" />{speaker.text('chat.delivered', { time: speaker.clock(new Date(line.at)) })}</span>;
}
