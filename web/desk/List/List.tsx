import type { DeskConversation } from '../../session/desk-conversation';
import { Face } from '../../ui/Face/Face';
import { Icon } from '../../ui/Icon/Icon';
import { camera, chat, clock, tag } from '../../ui/Icon/drawings';
import { Time } from '../Time/Time';
import { customerName, useDesk, useDeskSpeaker, type DeskSpeaker } from '../words';
import './List.css';

/** The agent's conversations, and the queues they come from. */
export function List() {
  const desk = useDesk();
  const speaker = useDeskSpeaker();
  const conversations = desk.conversations.value;
  return (
    <aside class="desk-list" aria-label={speaker.text('list.label')}>
      <section aria-labelledby="desk-list-conversations">
        <h2 class="desk-list-heading" id="desk-list-conversations">{speaker.text('list.conversations')}</h2>
        {conversations.length === 0 && <p class="desk-list-none">{speaker.text('list.none')}</p>}
        <ul class="desk-list-rows">
          {conversations.map((conversation) => <li key={conversation.id}><Row conversation={conversation} /></li>)}
        </ul>
      </section>
      <Queues />
    </aside>
  );
}

function Row({ conversation }: { conversation: DeskConversation }) {
  const desk = useDesk();
  const speaker = useDeskSpeaker();
  const name = customerName(conversation, speaker);
  const unread = desk.unread(conversation.id);
  const current = desk.selected.value?.id === conversation.id;
  const { icon, words, rings, since } = rowState(conversation, speaker, desk.thread(conversation.id).customerTypes.value);
  return (
    <button type="button" class={`desk-row${rings ? ' desk-row-rings' : ''}`} aria-current={current ? 'true' : undefined} onClick={() => desk.select(conversation.id)}>
      <span class="desk-row-face"><Face name={name} /><span class="desk-row-medium"><Icon of={icon} size="xs" /></span></span>
      <span class="desk-row-name desk-cut"><bdi>{name}</bdi></span>
      <span class="desk-row-time">
        {unread > 0 && !current
          ? <span class="desk-badge num"><span aria-hidden="true">{speaker.number(unread)}</span><span class="unseen">{speaker.text('list.unread', { messages: unread })}</span></span>
          : <Time>{speaker.span((desk.now.value - since) / 1000)}</Time>}
      </span>
      <span class="desk-row-line desk-cut">{words}</span>
    </button>
  );
}

function rowState({ chat: talk, call, startedAt, waitingSince, customer }: DeskConversation, speaker: DeskSpeaker, types: boolean) {
  const name = customer.name.split(' ')[0] || speaker.text('customer.unnamed');
  if (call?.stage.at === 'alerting') return { icon: camera, words: speaker.text('list.videoRinging'), rings: true, since: waitingSince };
  if (talk?.stage.at === 'alerting') return { icon: chat, words: speaker.text('list.chatRinging'), rings: true, since: waitingSince };
  if (call?.stage.at === 'talking') return { icon: camera, words: speaker.text(call.stage.held ? 'list.held' : 'list.inCall'), rings: false, since: call.stage.since };
  const wrapUp = [call, talk].find((session) => session?.stage.at === 'wrap-up')?.stage;
  if (wrapUp?.at === 'wrap-up') return { icon: tag, words: speaker.text('list.wrapUp'), rings: false, since: wrapUp.since };
  return {
    icon: chat,
    words: types ? speaker.text('list.typing', { name }) : speaker.text('list.chat'),
    rings: false,
    since: talk?.stage.at === 'talking' ? talk.stage.since : startedAt,
  };
}

function Queues() {
  const desk = useDesk();
  const speaker = useDeskSpeaker();
  if (desk.queues.value.length === 0) return null;
  return (
    <section class="desk-queues" aria-labelledby="desk-list-queues">
      <h2 class="desk-list-heading" id="desk-list-queues"><span>{speaker.text('list.queues')}</span><span>{speaker.text('list.waiting')}</span></h2>
      <ul>
        {desk.queues.value.map(({ id, name, waitS }) => (
          <li key={id} class="desk-queue">
            <span class="desk-cut"><bdi>{name}</bdi></span>
            <span class="desk-queue-wait">
              {waitS ? <><Icon of={clock} size="xs" /><Time>{speaker.span(waitS)}</Time></> : speaker.text('list.noWait')}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
