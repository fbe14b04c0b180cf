import { useEffect, useState } from 'preact/hooks';
import type { Desk } from '../../session/desk';
import { isLive, type DeskConversation } from '../../session/desk-conversation';
import { addressOf } from '../../session/desk-place';
import { Icon } from '../../ui/Icon/Icon';
import { brand, close, help, inbox, leave, pulse, sliders } from '../../ui/Icon/drawings';
import { IconButton } from '../../ui/IconButton/IconButton';
import { CallPlace } from '../CallPlace/CallPlace';
import { Chat, offerWords } from '../Chat/Chat';
import { Facts } from '../Facts/Facts';
import { Idle } from '../Idle/Idle';
import { keyAction, type KeyAction } from '../keys';
import { List } from '../List/List';
import { Live } from '../Live/Live';
import { Place } from '../Place/Place';
import { Shortcuts } from '../Shortcuts/Shortcuts';
import { Toast, toAlertAndBack } from '../Toast/Toast';
import { Top } from '../Top/Top';
import { Why } from '../Why/Why';
import { WrapUp } from '../WrapUp/WrapUp';
import { useDesk, useDeskSpeaker, type DeskSpeaker } from '../words';
import './Shell.css';

/** The desk: places, what the agent is, conversations, the one being worked on. */
export function Shell() {
  const desk = useDesk();
  const phase = desk.phase.value;
  useEffect(() => {
    const touched = () => desk.touched();
    addEventListener('pointerdown', touched, { once: true });
    addEventListener('keydown', touched, { once: true });
  }, [desk]);
  return (
    <div class="desk-frame">
      {phase.at === 'open' ? <Open /> : <Place phase={phase} />}
    </div>
  );
}

/** Wherever one looks, the work stays as it is: a call goes on, and what one typed stands where it stood. */
function Open() {
  const desk = useDesk();
  const inCall = inCallNow();
  const place = desk.place.value;
  const speaker = useDeskSpeaker();
  useEffect(() => {
    const pressed = (event: KeyboardEvent) => {
      const action = keyAction(event);
      if (!action) return;
      event.preventDefault();
      act(action, desk, speaker);
    };
    addEventListener('keydown', pressed);
    return () => removeEventListener('keydown', pressed);
  }, [desk, speaker]);
  return (
    <div class="desk">
      <Rail />
      <Top />
      <div class={`desk-work${inCall ? ' desk-work-call' : ''}`} hidden={place.at !== 'desk'}>
        <List />
        <Work />
      </div>
      {place.at === 'live' && <div class="desk-work desk-work-one"><Live /></div>}
      {place.at === 'why' && <div class="desk-work desk-work-one"><Why key={place.conversation} place={place} /></div>}
    </div>
  );
}

const ACTS_ON_WHAT_IS_SEEN: ReadonlySet<KeyAction> = new Set(['offer-video', 'share', 'hold', 'end-call']);

function act(action: KeyAction, desk: Desk, speaker: DeskSpeaker): void {
  const selected = desk.selected.peek();
  const call = desk.call.peek();
  const session = selected?.call;
  // What is not seen is not ended by a key.
  if (desk.place.peek().at !== 'desk' && ACTS_ON_WHAT_IS_SEEN.has(action)) return;
  switch (action) {
    case 'alert': return toAlertAndBack();
    case 'accept': return void desk.accept();
    case 'decline': return void desk.decline();
    case 'offer-video': return selected && !isLive(selected.call) ? desk.offerVideo(selected, offerWords(speaker)) : undefined;
    case 'microphone': return void call?.toggleMicrophone();
    case 'camera': return void call?.toggleCamera();
    case 'share': return void call?.toggleScreen();
    case 'hold': return call && session ? void desk.hold(session, !call.held.peek()) : undefined;
    case 'pause': return desk.place.peek().at === 'live' ? desk.live.pause(desk.live.paused.peek() === null) : undefined;
    case 'end-call': return call && session ? void desk.end(session) : undefined;
  }
}

/** A call takes the list's room, as long as nothing else needs the agent. */
function inCallNow(): boolean {
  const desk = useDesk();
  const selected = desk.selected.value;
  return selected?.call?.stage.at === 'talking' && desk.conversations.value.length === 1;
}

function Work() {
  const desk = useDesk();
  const selected = desk.selected.value;
  const [chatInstead, setChatInstead] = useState<string | null>(null);
  const inCall = selected && desk.call.value?.conversation === selected.id;
  return (
    <main class={`desk-sheet${selected && !inCall ? ' desk-sheet-sided' : ''}`}>
      {selected ? <Conversation key={selected.id} conversation={selected} chatInstead={chatInstead === selected.id} onChatInstead={(yes) => setChatInstead(yes ? selected.id : null)} /> : <Idle />}
      {desk.place.value.at === 'desk' && <Toast />}
    </main>
  );
}

interface ConversationProps {
  conversation: DeskConversation;
  /** The agent went back to the chat before wrapping up the call. */
  chatInstead: boolean;
  onChatInstead: (yes: boolean) => void;
}

function Conversation({ conversation, chatInstead, onChatInstead }: ConversationProps) {
  const desk = useDesk();
  const [factsOpen, setFactsOpen] = useState(false);
  const { call, chat } = conversation;
  const deskCall = desk.call.value;
  if (deskCall?.conversation === conversation.id && call) return <CallPlace call={deskCall} conversation={conversation} session={call} />;

  const owing = [call, chat].find((session) => session?.stage.at === 'wrap-up');
  const chatGoesOn = chat?.stage.at === 'talking';
  if (owing && !(chatInstead && chatGoesOn)) {
    return (
      <>
        <WrapUp conversation={conversation} session={owing} onBackToChat={chatGoesOn ? () => onChatInstead(true) : undefined} />
        <Side conversation={conversation} />
      </>
    );
  }
  return isLive(chat) || isLive(call) ? (
    <>
      <Chat
        conversation={conversation}
        facts={{ open: factsOpen, onToggle: () => setFactsOpen(!factsOpen) }}
        onWrapUp={owing ? () => onChatInstead(false) : undefined}
      />
      <Side conversation={conversation} open={factsOpen} onClose={() => setFactsOpen(false)} />
    </>
  ) : null;
}

/** Beside the work where there is room; over it, on request, where there is not. */
function Side({ conversation, open, onClose }: { conversation: DeskConversation; open?: boolean; onClose?: () => void }) {
  const speaker = useDeskSpeaker();
  return (
    <aside
      class={`desk-side${open ? ' desk-side-open' : ''}`} aria-label={speaker.text('customer.tab')}
      onKeyDown={(event) => { if (event.key === 'Escape') onClose?.(); }}
    >
      <h2>
        {speaker.text('customer.tab')}
        {onClose && <span class="desk-narrow-only"><IconButton label={speaker.text('customer.close')} icon={close} onClick={onClose} /></span>}
      </h2>
      <Facts conversation={conversation} />
    </aside>
  );
}

function Rail() {
  const desk = useDesk();
  const speaker = useDeskSpeaker();
  const [shortcuts, setShortcuts] = useState(false);
  const place = desk.place.value;
  const here = place.at === 'why' ? place.from : place.at;
  const unread = here === 'desk' ? 0 : desk.conversations.value.reduce((sum, { id }) => sum + desk.unread(id), 0);
  return (
    <nav class="desk-rail" aria-label={speaker.text('place.nav')}>
      <span class="desk-brand"><Icon of={brand} /></span>
      <a href={addressOf({ at: 'desk' })} aria-current={here === 'desk' ? 'page' : undefined}>
        <Icon of={inbox} size="s" /><span class="desk-rail-word">{speaker.text('place.desk')}</span>
        {unread > 0 && <span class="desk-badge num"><span aria-hidden="true">{speaker.number(unread)}</span><span class="unseen">{speaker.text('list.unread', { messages: unread })}</span></span>}
      </a>
      {desk.supervises.value && <a href={addressOf({ at: 'live' })} aria-current={here === 'live' ? 'page' : undefined}><Icon of={pulse} size="s" /><span class="desk-rail-word">{speaker.text('place.live')}</span></a>}
      {desk.administers.value && <a href="/admin/"><Icon of={sliders} size="s" /><span class="desk-rail-word">{speaker.text('place.administration')}</span></a>}
      <span class="desk-rail-gap" />
      <button type="button" onClick={() => setShortcuts(true)}><Icon of={help} size="s" /><span class="desk-rail-word">{speaker.text('place.shortcuts')}</span></button>
      <button type="button" onClick={() => desk.signOut()}><Icon of={leave} size="s" flip /><span class="desk-rail-word">{speaker.text('place.signOut')}</span></button>
      {shortcuts && <Shortcuts onClose={() => setShortcuts(false)} />}
    </nav>
  );
}
