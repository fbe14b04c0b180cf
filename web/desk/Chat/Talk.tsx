import { useEffect, useRef } from 'preact/hooks';
import type { DeskConversation } from '../../session/desk-conversation';
import type { ChatLine, Delivery } from '../../session/desk-thread';
import { Button } from '../../ui/Button/Button';
import { Icon } from '../../ui/Icon/Icon';
import { camera, check, checks, clock, send, stateBad, type Drawing } from '../../ui/Icon/drawings';
import { Words } from '../../ui/Words/Words';
import { useFocusIfLost } from '../focus';
import { printed } from '../keys';
import { Time } from '../Time/Time';
import { customerName, useDesk, useDeskSpeaker } from '../words';
import './Talk.css';

/** The written conversation and the field to go on with it. */
export function Talk({ conversation }: { conversation: DeskConversation }) {
  const desk = useDesk();
  const speaker = useDeskSpeaker();
  const thread = desk.thread(conversation.id);
  const name = customerName(conversation, speaker);
  const open = conversation.chat?.stage.at === 'talking';
  return (
    <div class="talk">
      <Log lines={thread.lines.value} customer={name} />
      <p class="talk-typing">{thread.customerTypes.value && <Words of={speaker.pieces('chat.typing', { name })} />}</p>
      {open ? <Compose conversation={conversation} customer={name} /> : <p class="talk-over tiny"><Words of={conversation.chatIsWith ? speaker.pieces('talk.isWith', { name: conversation.chatIsWith }) : speaker.pieces('talk.ended')} /></p>}
    </div>
  );
}

/** Close enough in time and by the same person: one heading for both. */
const SAME_BREATH_MS = 3 * 60_000;
/** This near to the end, new lines pull the view along. */
const NEAR_END_PX = 80;

function Log({ lines, customer }: { lines: ChatLine[]; customer: string }) {
  const speaker = useDeskSpeaker();
  const log = useRef<HTMLDivElement>(null);
  const atEnd = useRef(true);
  useEffect(() => {
    const element = log.current;
    if (element && atEnd.current) element.scrollTop = element.scrollHeight;
  }, [lines]);
  return (
    <div
      class="talk-log" role="log" aria-label={speaker.text('chat.messages')} tabIndex={0} ref={log}
      onScroll={({ currentTarget: it }) => { atEnd.current = it.scrollHeight - it.scrollTop - it.clientHeight < NEAR_END_PX; }}
    >
      {lines.length === 0 && <p class="talk-fact">{speaker.text('talk.none')}</p>}
      {lines.map((line, index) => (
        <Line key={line.id} line={line} customer={customer} headed={!follows(lines[index - 1], line)} last={lines[index + 1]?.from !== 'agent'} />
      ))}
    </div>
  );
}

function follows(before: ChatLine | undefined, line: ChatLine): boolean {
  return before?.from === line.from && before.author === line.author && line.at - before.at < SAME_BREATH_MS;
}

function Line({ line, customer, headed, last }: { line: ChatLine; customer: string; headed: boolean; last: boolean }) {
  const speaker = useDeskSpeaker();
  const mine = line.from === 'agent';
  const who = mine ? line.author ?? speaker.text('call.you') : customer;
  return (
    <div class={`talk-line${mine ? ' talk-mine' : ''}`}>
      {headed && <p class="talk-who"><bdi>{who}</bdi> <Time>{speaker.clock(new Date(line.at))}</Time></p>}
      <p class="talk-text" dir="auto">{line.text}</p>
      {line.offers.map((answer) => <p class="talk-offer"><Icon of={camera} size="xs" /><Words of={speaker.pieces('talk.offered', { answer })} /></p>)}
      {line.delivery && (last || line.delivery === 'unsent' || line.delivery === 'refused') && (
        <p class={`talk-delivery${line.delivery === 'refused' ? ' talk-refused' : ''}`}>
          <Icon of={DELIVERY[line.delivery]} size="xs" />{speaker.text(`delivery.${line.delivery}`)}
        </p>
      )}
    </div>
  );
}

const DELIVERY: Record<Delivery, Drawing> = { sending: clock, unsent: clock, refused: stateBad, sent: check, delivered: check, read: checks };

function Compose({ conversation, customer }: { conversation: DeskConversation; customer: string }) {
  const desk = useDesk();
  const speaker = useDeskSpeaker();
  const text = desk.drafts.read('message', conversation.id);
  const field = useFocusIfLost<HTMLTextAreaElement>();
  const submit = (event: Event) => { event.preventDefault(); desk.send(conversation); };
  return (
    <form class="talk-compose" onSubmit={submit}>
      <textarea
        ref={field} rows={2} dir={text ? 'auto' : undefined} aria-label={speaker.text('chat.message')} placeholder={speaker.text('talk.placeholder', { name: customer })} value={text}
        onInput={(event) => desk.write(conversation, event.currentTarget.value)}
        onKeyDown={(event) => { if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) submit(event); }}
      />
      <div class="talk-compose-acts">
        <kbd class="desk-key" aria-hidden="true">{printed.ctrlEnter}</kbd>
        <Button type="submit" small icon={send} unavailable={!text.trim()}>{speaker.text('chat.send')}</Button>
      </div>
    </form>
  );
}
