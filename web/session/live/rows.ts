/**
 * The supervisor's list: who waits and what goes on, the worst first, without anything jumping.
 *
 * Pure: what is shown and what is so now in; what to show out. A row keeps its place while somebody looks: one that is
 * new waits to be let in, one that is over stays and says so, until the list is put in order again.
 */
import { mediumOf } from '../routing/story';
import type { Going, Named } from '../routing/wire';

export interface LiveRow {
  id: string;
  customer: string | null;
  medium: 'chat' | 'call';
  queue: Named | null;
  state: 'flow' | 'waiting' | 'ringing' | 'connected' | 'wrapping_up' | 'over';
  agent: Named | null;
  since: number;
}

const WORST_FIRST: readonly LiveRow['state'][] = ['waiting', 'connected', 'wrapping_up', 'flow', 'over'];

export function rowsOf({ conversations }: Going, skewMs: number): LiveRow[] {
  return conversations.map(({ id, customer, mediaType, queue, state, agent, since }) => ({
    id, customer, medium: mediumOf(mediaType), queue, state, agent, since: Date.parse(since) - skewMs,
  }));
}

/** The longest wait first, then what goes on, the longest first. Whoever rings still waits. */
export function inOrder(rows: readonly LiveRow[]): LiveRow[] {
  const rank = ({ state }: LiveRow) => WORST_FIRST.indexOf(state === 'ringing' ? 'waiting' : state);
  return [...rows].sort((a, b) => rank(a) - rank(b) || a.since - b.since || a.id.localeCompare(b.id));
}

/** What is so now, in the places in which it is shown. */
export function inPlace(shown: readonly LiveRow[], now: readonly LiveRow[]): LiveRow[] {
  const latest = new Map(now.map((row) => [row.id, row]));
  return shown.map((row) => latest.get(row.id) ?? { ...row, state: 'over' });
}

/** Nothing can jump where nothing stands that still goes on. */
export function mayTakeAll(shown: readonly LiveRow[]): boolean {
  return shown.every(({ state }) => state === 'over');
}

export function inQueue<Row extends Pick<LiveRow, 'queue'>>(rows: readonly Row[], queue: string | undefined): Row[] {
  return rows.filter((row) => queue === undefined || row.queue?.id === queue);
}

/** Those that are not shown yet. */
export function newTo(shown: readonly LiveRow[], now: readonly LiveRow[]): LiveRow[] {
  const known = new Set(shown.map(({ id }) => id));
  return now.filter(({ id }) => !known.has(id));
}

/** Whether rows are over, or no longer where their wait would put them. */
export function isOutOfOrder(shown: readonly LiveRow[]): boolean {
  return shown.some(({ state }) => state === 'over') || inOrder(shown).some(({ id }, index) => id !== shown[index]?.id);
}
