import { useEffect, useRef, useState } from 'preact/hooks';
import type { Desk } from '../../session/desk';
import type { SystemPresence } from '../../session/platform';
import { Button } from '../../ui/Button/Button';
import { Face } from '../../ui/Face/Face';
import { Icon } from '../../ui/Icon/Icon';
import { check, down, wifi } from '../../ui/Icon/drawings';
import { Switch } from '../../ui/Switch/Switch';
import { Words } from '../../ui/Words/Words';
import { State, type StateLook } from '../../ui/State/State';
import { Time } from '../Time/Time';
import { useDesk, useDeskSpeaker, type DeskSpeaker } from '../words';
import './Top.css';

/** What the system has to say stands here, so that nothing below jumps. */
export function Top() {
  const desk = useDesk();
  const speaker = useDeskSpeaker();
  const me = desk.agent.value?.me;
  return (
    <header class="desk-top">
      <Switch label={speaker.text('top.onQueue')} on={desk.agent.value?.presence.onQueue.value ?? false} onChange={(on) => void desk.setOnQueue(on)} />
      <PresenceMenu />
      <LineNotice />
      <span class="desk-top-me">
        <Face name={me?.name ?? ''} />
        <span class="unseen">{speaker.text('top.signedInAs', { name: me?.name ?? '' })}</span>
      </span>
    </header>
  );
}

interface Doing { look: StateLook; words: string; since: number }

/** What the agent is doing, which says more than what was chosen. */
function doing(desk: Desk, speaker: DeskSpeaker): Doing {
  const { is, since } = desk.agent.value?.presence.presence.value ?? { is: 'Offline' as const, since: 0 };
  const routing = desk.agent.value?.presence.routing.value;
  const sessions = desk.conversations.value.flatMap(({ chat, call }) => [call, chat]);
  const stage = (at: 'talking' | 'wrap-up', medium?: 'callbacks') =>
    sessions.find((session) => session?.stage.at === at && (!medium || session.ref.medium === medium))?.stage;
  if (routing?.is === 'NOT_RESPONDING') return { look: 'warn', words: speaker.text('presence.notResponding'), since: routing.since };
  const call = stage('talking', 'callbacks');
  if (call?.at === 'talking') return { look: 'busy', words: speaker.text('presence.inCall'), since: call.since };
  const wrapUp = stage('wrap-up');
  if (wrapUp?.at === 'wrap-up') return { look: 'busy', words: speaker.text('presence.wrapUp'), since: wrapUp.since };
  const chat = stage('talking');
  if (chat?.at === 'talking') return { look: 'busy', words: speaker.text('presence.inConversation'), since: chat.since };
  return { look: is === 'OnQueue' || is === 'Available' ? 'ok' : 'off', words: speaker.text(`presence.${is}`), since };
}

function PresenceMenu() {
  const desk = useDesk();
  const speaker = useDeskSpeaker();
  const [open, setOpen] = useState(false);
  const root = useRef<HTMLDivElement>(null);
  const { look, words, since } = doing(desk, speaker);
  const chosen = desk.agent.value?.presence.presence.value.is;

  useEffect(() => {
    if (!open) return;
    items(root.current)[0]?.focus();
    const outside = (event: Event) => { if (!root.current?.contains(event.target as Node)) setOpen(false); };
    addEventListener('pointerdown', outside);
    return () => removeEventListener('pointerdown', outside);
  }, [open]);

  const close = () => { setOpen(false); root.current?.querySelector('button')?.focus(); };
  const keys = (event: KeyboardEvent) => {
    if (event.key === 'Escape') return close();
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (!step || !open) return;
    event.preventDefault();
    const all = items(root.current);
    all[(all.indexOf(document.activeElement as HTMLElement) + step + all.length) % all.length]?.focus();
  };
  const choose = (presence: SystemPresence) => { close(); void desk.choosePresence(presence); };

  return (
    <div class="desk-presence" ref={root} onKeyDown={keys}>
      <button type="button" class="desk-button desk-presence-open" aria-haspopup="menu" aria-expanded={open} onClick={() => setOpen(!open)}>
        <State look={look}>{words}</State>
        {since > 0 && <span class="desk-presence-since"><Time>{speaker.span((desk.now.value - since) / 1000)}</Time></span>}
        <Icon of={down} size="xs" />
        <span class="unseen">{speaker.text('top.presence')}</span>
      </button>
      {open && (
        <div role="menu" class="desk-menu" aria-label={speaker.text('top.presence')}>
          {desk.agent.value?.presence.choices.value.map((presence) => (
            <button type="button" role="menuitemradio" tabIndex={-1} aria-checked={presence === chosen} onClick={() => choose(presence)}>
              <Icon of={check} size="xs" class={presence === chosen ? '' : 'desk-menu-unchecked'} />
              {speaker.text(`presence.${presence}`)}
            </button>
          ))}
        </div>
      )}
    </div>
  );
}

function items(root: HTMLElement | null): HTMLElement[] {
  return [...(root?.querySelectorAll<HTMLElement>('[role="menuitemradio"]') ?? [])];
}

/** While other work goes on; on an empty desk the same stands in the middle. */
function MissedAlert() {
  const desk = useDesk();
  const speaker = useDeskSpeaker();
  return (
    <div class="desk-notice desk-notice-warn">
      <span><b role="alert">{speaker.text('idle.notResponding')}</b> {speaker.text('top.nothingRings')}</span>
      <Button small look="second" onClick={() => void desk.setOnQueue(true)}>{speaker.text('idle.backOnQueue')}</Button>
    </div>
  );
}

function LineNotice() {
  const desk = useDesk();
  const speaker = useDeskSpeaker();
  const line = desk.line.value;
  const trouble = desk.trouble.value;
  if (trouble) {
    return (
      <div class="desk-notice desk-notice-bad" role="alert">
        <span>
          {speaker.text(`trouble.${trouble.what}`)}{' '}
          {trouble.reference && <Words of={speaker.pieces('trouble.reference', { reference: trouble.reference })} />}
        </span>
        <button type="button" class="desk-button" onClick={() => desk.dismissTrouble()}>{speaker.text('trouble.close')}</button>
      </div>
    );
  }
  // A line that is back within the second needs no words.
  if (line.at !== 'lost' || desk.now.value - line.since < 1_000) return desk.agent.value?.presence.notResponding.value && desk.selected.value ? <MissedAlert /> : null;
  const next = line.nextTryAt === null
    ? speaker.pieces('line.trying')
    : speaker.pieces('line.next', { span: speaker.span(Math.max(0, line.nextTryAt - desk.now.value) / 1000) });
  return (
    <div class="desk-notice desk-notice-warn">
      <Icon of={wifi} size="s" />
      <span>
        <b role="status">{speaker.text('line.lost')}</b>{' '}
        {speaker.text(desk.call.value?.conference.stage.value.at === 'joined' ? 'line.keptCall' : 'line.kept')}{' '}
        <span class="desk-notice-next"><Words of={next} /></span>
      </span>
      <Button small look="second" onClick={() => desk.tryNow()}>{speaker.text('line.tryNow')}</Button>
    </div>
  );
}
