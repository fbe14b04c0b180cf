import { useEffect, useState } from 'preact/hooks';
import type { Journey } from '../../session/journey/journey';
import { START_VIDEO } from '../../session/start-video';
import { Button } from '../../ui/Button/Button';
import { Composer } from '../../ui/Composer/Composer';
import { Conversation, type Line } from '../../ui/Conversation/Conversation';
import { Heading } from '../../ui/Heading/Heading';
import { camera } from '../../ui/Icon/drawings';
import { useWords } from '../words';
import './Chat.css';

/** The chat as a step of its own: with its heading, its state and its way back to where the customer stands. */
export function Chat({ journey }: { journey: Journey }) {
  const words = useWords();
  const escalation = journey.escalation.value;
  return (
    <>
      <div class="chat-head"><Heading>{words.text('chat.title')}</Heading></div>
      {escalation && (
        <div class="chat-back">
          <Button wide look="second" small onClick={() => journey.backToLine()}>
            {words.text(escalation.stage === 'ended' ? 'chat.backToEnd' : 'chat.backToLine')}
          </Button>
        </div>
      )}
      <ChatThread journey={journey} offersVideo={!escalation} />
    </>
  );
}

/** The messages and the line to write in; also stands beside the call. */
export function ChatThread({ journey, offersVideo }: { journey: Journey; offersVideo: boolean }) {
  const words = useWords();
  const { guest } = journey;
  const [declined, setDeclined] = useState<string | null>(null);
  useEffect(() => {
    journey.showChat(true);
    return () => journey.showChat(false);
  }, [journey]);
  const partner = guest.partner.value ?? words.text('chat.someone');
  const lines = guest.thread.value.map((line): Line => ({
    key: line.key,
    at: line.at,
    state: line.state,
    by: line.kind !== 'said' ? 'nobody' : line.mine ? 'me' : 'them',
    text: line.kind === 'said' ? line.text : words.text(line.kind === 'joined' ? 'chat.adviserJoined' : 'chat.adviserLeft', { name: line.from ?? partner }),
  }));
  const last = lines.at(-1)?.key ?? null;
  const replies = guest.quickReplies.value.filter(({ payload }) => offersVideo || payload !== START_VIDEO);
  const stage = guest.stage.value;
  return (
    <>
      <Conversation
        lines={lines}
        typing={guest.typing.value ? words.text('chat.typing', { name: partner }) : undefined}
        onAgain={(key) => guest.sayAgain(key)}
        empty={<div class="chat-empty"><p class="strong">{words.text('chat.empty')}</p><p class="small">{words.text('chat.emptyNote')}</p></div>}
        after={replies.length > 0 && last !== declined && (
          <div class="chat-replies" role="group" aria-label={words.text('chat.quickReplies')}>
            {replies.map((reply) => (reply.payload === START_VIDEO
              // The adviser's button is said in the customer's language.
              ? <Button key={reply.payload} small icon={camera} onClick={() => journey.choose({ ...reply, text: words.text('chat.startVideo') })}>{words.text('chat.startVideo')}</Button>
              : <Button key={reply.payload} small look="second" onClick={() => journey.choose(reply)}>{reply.text}</Button>))}
            <Button small look="second" onClick={() => setDeclined(last)}>{words.text('chat.stayInChat')}</Button>
          </div>
        )}
      />
      {(stage.at === 'connecting' || stage.at === 'reconnecting') && (
        <p class="chat-state" role="status">{words.text(stage.at === 'connecting' ? 'chat.connecting' : 'chat.reconnecting')}</p>
      )}
      {stage.at === 'over'
        ? (
          <div class="chat-over" role="alert">
            <p class="small">{words.text(`chat.${stage.why}`)}</p>
            <Button wide onClick={() => (stage.why === 'elsewhere' ? guest.open() : journey.startOver())}>
              {words.text(stage.why === 'elsewhere' ? 'chat.continue' : 'chat.restart')}
            </Button>
          </div>
        )
        : <Composer onSend={(text) => guest.say(text)} onTyping={() => guest.type()} />}
    </>
  );
}

/** "Start video" in the panel's head, unless the same words stand under the last message. */
export function StartVideo({ journey }: { journey: Journey }) {
  const words = useWords();
  if (journey.guest.quickReplies.value.some(({ payload }) => payload === START_VIDEO) || journey.escalation.value) return null;
  return <Button small look="second" icon={camera} onClick={() => journey.startVideo()}>{words.text('chat.startVideo')}</Button>;
}
