import { isLive, type DeskConversation } from '../../session/desk-conversation';
import { Face } from '../../ui/Face/Face';
import { Icon } from '../../ui/Icon/Icon';
import { IconButton } from '../../ui/IconButton/IconButton';
import { camera, chat as chatIcon, stateInfo as info, tag } from '../../ui/Icon/drawings';
import { Time } from '../Time/Time';
import { customerName, languageName, useDesk, useDeskSpeaker, type DeskSpeaker } from '../words';
import { Talk } from './Talk';

export interface ChatProps {
  conversation: DeskConversation;
  /** Who the customer is, where there is no room for it beside the chat. */
  facts: { open: boolean; onToggle: () => void };
  onWrapUp?: (() => void) | undefined;
}

/** A chat, and the offer to see each other. */
export function Chat({ conversation, facts, onWrapUp }: ChatProps) {
  const desk = useDesk();
  const speaker = useDeskSpeaker();
  const name = customerName(conversation, speaker);
  const { chat, call, customer } = conversation;
  const talking = chat?.stage.at === 'talking';

  return (
    <section class="desk-column" aria-label={speaker.text('talk.label', { name })}>
      <header class="desk-head">
        <Face name={name} />
        <div class="desk-head-who">
          <h1 class="desk-cut"><bdi>{name}</bdi></h1>
          <div class="desk-head-meta">
            <span><Icon of={chatIcon} size="xs" /> {speaker.text('talk.medium')}</span>
            {customer.language && <span>{languageName(customer.language, speaker.locale)}</span>}
            {chat?.stage.at === 'talking' && <span><Time>{speaker.span((desk.now.value - chat.stage.since) / 1000)}</Time></span>}
          </div>
        </div>
        <div class="desk-head-acts">
          {talking && !isLive(call) && (
            <button type="button" class="desk-button desk-button-tint" aria-keyshortcuts="Alt+V" onClick={() => desk.offerVideo(conversation, offerWords(speaker))}>
              <Icon of={camera} size="s" />{speaker.text('talk.offerVideo')}
            </button>
          )}
          {onWrapUp
            ? <button type="button" class="desk-button desk-button-tint" onClick={onWrapUp}><Icon of={tag} size="s" />{speaker.text('talk.wrapUp')}</button>
            : talking && <button type="button" class="desk-button desk-button-quiet" onClick={() => void desk.end(chat)}>{speaker.text('talk.end')}</button>}
          <span class="desk-narrow-only"><IconButton label={speaker.text('customer.tab')} icon={info} expanded={facts.open} onClick={facts.onToggle} /></span>
        </div>
      </header>
      <Talk conversation={conversation} />
    </section>
  );
}

/** What the customer reads, and the answer to tap. */
export function offerWords(speaker: DeskSpeaker) {
  return { invitation: speaker.text('talk.offerWords'), answer: speaker.text('talk.offerAnswer') };
}
