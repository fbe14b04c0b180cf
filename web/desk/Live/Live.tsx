import { Fragment } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { addressOf } from '../../session/desk-place';
import type { LiveRow } from '../../session/live/rows';
import { Button } from '../../ui/Button/Button';
import { Face } from '../../ui/Face/Face';
import { Icon } from '../../ui/Icon/Icon';
import { again, chat, inbox, pause, phone, plus } from '../../ui/Icon/drawings';
import { Pick } from '../../ui/Pick/Pick';
import { State, type StateLook } from '../../ui/State/State';
import { Words } from '../../ui/Words/Words';
import { useFocusIfLost } from '../focus';
import { Notice } from '../Notice/Notice';
import { Time } from '../Time/Time';
import { Toast } from '../Toast/Toast';
import { called, useDesk, useDeskSpeaker } from '../words';
import './Live.css';

/** Every conversation that waits or goes on, the worst first. Rows change where they stand; new ones wait to be let in. */
export function Live() {
  const desk = useDesk();
  const { live } = desk;
  useEffect(() => live.watch(), [live]);
  return (
    <main class="desk-sheet desk-live">
      <section class="desk-column" aria-labelledby="desk-live">
        <Head />
        {live.phase.value === 'read' ? <List /> : <Nothing />}
      </section>
      <Toast />
    </main>
  );
}

function Head() {
  const { live } = useDesk();
  const speaker = useDeskSpeaker();
  const heading = useFocusIfLost<HTMLHeadingElement>();
  const rows = live.rows.value.filter(({ state }) => state !== 'over');
  const waiting = rows.filter(({ state }) => state === 'waiting' || state === 'ringing').length;
  const read = live.phase.value === 'read';
  return (
    <header class="desk-head">
      <div class="desk-head-who desk-live-title">
        <h1 id="desk-live" ref={heading} tabIndex={-1}>{speaker.text('live.heading')}</h1>
        {read && (
          <div class="desk-head-meta">
            <span>{speaker.text('live.count', { count: rows.length })}</span>
            {waiting > 0 && <span>{speaker.text('live.countWaiting', { count: waiting })}</span>}
          </div>
        )}
      </div>
      {read && <Acts />}
    </header>
  );
}

/** What comes and goes stands first, so that the others stay where they are. */
function Acts() {
  const { live } = useDesk();
  const speaker = useDeskSpeaker();
  const fresh = live.fresh.value;
  const paused = live.paused.value !== null;
  const queues = live.queues.value.map((queue) => ({ value: queue.id, label: called(queue, speaker) }));
  return (
    <div class="desk-head-acts desk-live-acts">
      {fresh > 0
        ? <button type="button" class="desk-button desk-live-new" onClick={() => live.takeAll()}><Icon of={plus} size="s" />{speaker.text('live.new', { count: fresh })}</button>
        : live.outOfOrder.value && !paused && <button type="button" class="desk-button" onClick={() => live.takeAll()}>{speaker.text('live.order')}</button>}
      <Pick
        label={speaker.text('live.queues')} icon={inbox} value={live.queue.value?.id ?? ''}
        options={[{ value: '', label: speaker.text('live.allQueues') }, ...queues]} onPick={(queue) => live.choose(queue || null)}
      />
      <button type="button" class="desk-button desk-live-pause" aria-pressed={paused} onClick={() => live.pause(!paused)}>
        <Icon of={pause} size="s" />{speaker.text('live.pause')}
      </button>
    </div>
  );
}

function List() {
  const { live } = useDesk();
  const speaker = useDeskSpeaker();
  const rows = live.rows.value;
  useBackToRow();
  return (
    <>
      <Stale />
      {rows.length === 0 ? <Empty /> : (
        <div class="desk-live-scroll">
          <table aria-label={speaker.text('live.table')}>
            <thead>
              <tr>
                {(['customer', 'state', 'queue', 'medium', 'agent', 'time'] as const).map((column) => (
                  <th key={column} scope="col" class={`desk-live-${column}`}>{speaker.text(`live.${column}`)}</th>
                ))}
              </tr>
            </thead>
            <tbody>{rows.map((row) => <Row key={row.id} row={row} />)}</tbody>
          </table>
          {live.more.value > 0 && <p class="desk-live-more">{speaker.text('live.more', { count: live.more.value })}</p>}
          <p class="unseen" id="desk-live-opens">{speaker.text('live.opensWhy')}</p>
        </div>
      )}
    </>
  );
}

/** Colour is for what needs somebody. */
const LOOKS: Record<LiveRow['state'], StateLook> = {
  waiting: 'warn', ringing: 'ringing', connected: 'ok', wrapping_up: 'busy', flow: 'off', over: 'off',
};

function Row({ row }: { row: LiveRow }) {
  const desk = useDesk();
  const speaker = useDeskSpeaker();
  const { id, customer, medium, queue, state, agent, since } = row;
  const name = customer || speaker.text('customer.unnamed');
  const now = desk.live.paused.value ?? desk.now.value;
  const is = <State look={LOOKS[state]}>{speaker.text(`live.${state}`)}</State>;
  // Where columns have no room.
  const under = [queue, agent].flatMap((one) => (one ? called(one, speaker) : []));
  return (
    <tr class={`desk-live-row desk-live-is-${state}`}>
      <th scope="row" class="desk-live-customer">
        <span class="desk-live-who">
          <span class="desk-row-face"><Face name={name} /><span class="desk-row-medium"><Icon of={medium === 'call' ? phone : chat} size="xs" /></span></span>
          <span class="desk-live-names">
            <a class="desk-cut" dir="auto" href={addressOf({ at: 'why', conversation: id, from: 'live' })} aria-describedby="desk-live-opens" onClick={() => { opened = id; }}>{name}</a>
            <span class="desk-live-under-state">{is}</span>
            <small>{under.map((word, index) => <Fragment key={word}>{index > 0 && <span aria-hidden="true">·</span>}<bdi class="desk-cut">{word}</bdi></Fragment>)}</small>
          </span>
        </span>
      </th>
      <td class="desk-live-state">{is}</td>
      <td class="desk-live-queue">{queue && <bdi>{called(queue, speaker)}</bdi>}</td>
      <td class="desk-live-medium">{speaker.text(`live.${medium}`)}</td>
      <td class="desk-live-agent">{agent ? <bdi>{called(agent, speaker)}</bdi> : state === 'waiting' && <span class="desk-live-nobody">{speaker.text('live.nobody')}</span>}</td>
      <td class="desk-live-time">{state !== 'over' && <Time>{speaker.span((now - since) / 1000)}</Time>}</td>
    </tr>
  );
}

/** Whose row was opened last: coming back, one goes on from there. */
let opened: string | null = null;

function useBackToRow(): void {
  const first = useRef(true);
  useEffect(() => {
    if (!first.current || !opened) return;
    first.current = false;
    const row = document.querySelector<HTMLElement>(`.desk-live a[href$="${CSS.escape(opened)}"]`);
    opened = null;
    // The heading took what was lost; whoever has focus elsewhere keeps it.
    if (document.activeElement?.id === 'desk-live') row?.focus();
  });
}

/** What one sees is not what is: since when, and the way back. */
function Stale() {
  const desk = useDesk();
  const speaker = useDeskSpeaker();
  const { live } = desk;
  const failing = live.failing.value;
  const paused = live.paused.value;
  if (paused !== null) {
    return <p class="desk-live-stale" role="status"><State look="off"><Words of={speaker.pieces('live.pausedSince', { clock: speaker.clock(new Date(paused)) })} /></State></p>;
  }
  if (!failing || desk.now.value - failing.since < 1_000) return null;
  return (
    <div class="desk-live-stale">
      <State look="warn">{speaker.text('live.unreachable')}</State>
      <span role="status"><Words of={speaker.pieces('live.stale', { clock: speaker.clock(new Date(failing.since)) })} /></span>
      <button type="button" class="desk-button" onClick={() => live.tryNow()}>{speaker.text('line.tryNow')}</button>
    </div>
  );
}

function Empty() {
  const { live } = useDesk();
  const speaker = useDeskSpeaker();
  const queue = live.queue.value;
  if (!queue) return <Notice heading={speaker.text('live.none')} more={speaker.text('live.noneMore')} />;
  return (
    <Notice heading={speaker.pieces('live.noneInQueue', { queue: called(queue, speaker) })} more={speaker.text('live.noneMore')}>
      <Button small look="second" onClick={() => live.choose(null)}>{speaker.text('live.showAll')}</Button>
    </Notice>
  );
}

/** There is no list yet, or none for this person. */
function Nothing() {
  const desk = useDesk();
  const speaker = useDeskSpeaker();
  if (desk.live.phase.value === 'forbidden') {
    return (
      <Notice heading={speaker.text('live.forbidden')} more={speaker.text('live.forbiddenMore')}>
        <Button small onClick={() => desk.go({ at: 'desk' })}>{speaker.text('live.toDesk')}</Button>
      </Notice>
    );
  }
  if (!desk.live.failing.value) return <p class="desk-notice-reading" role="status">{speaker.text('live.reading')}</p>;
  return (
    <Notice heading={speaker.text('live.unreachable')} more={speaker.text('live.unreachableMore')} urgent>
      <Button small icon={again} onClick={() => desk.live.tryNow()}>{speaker.text('line.tryNow')}</Button>
    </Notice>
  );
}
