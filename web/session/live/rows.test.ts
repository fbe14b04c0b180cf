import { expect, test } from 'vitest';
import { inOrder, inPlace, isOutOfOrder, mayTakeAll, newTo, rowsOf, type LiveRow } from './rows';

function row(id: string, state: LiveRow['state'], since: number): LiveRow {
  return { id, customer: id, medium: 'chat', queue: null, state, agent: null, since };
}
const ids = (rows: readonly LiveRow[]) => rows.map(({ id, state }) => `${id} ${state}`);

test('the longest wait comes first, ringing or not, then what goes on', () => {
  const rows = [row('talk', 'connected', 1), row('new', 'waiting', 9), row('old', 'ringing', 5), row('menu', 'flow', 0), row('after', 'wrapping_up', 0)];
  expect(ids(inOrder(rows))).toEqual(['old ringing', 'new waiting', 'talk connected', 'after wrapping_up', 'menu flow']);
});

test('nothing jumps: rows change where they stand, stay when they are over, and new ones wait', () => {
  const shown = [row('a', 'waiting', 1), row('b', 'waiting', 2)];
  const now = [row('c', 'waiting', 0), row('b', 'connected', 3)];
  expect(ids(inPlace(shown, now))).toEqual(['a over', 'b connected']);
  expect(ids(newTo(shown, now))).toEqual(['c waiting']);
  expect([isOutOfOrder(shown), isOutOfOrder(inPlace(shown, now))]).toEqual([false, true]);
  expect([mayTakeAll([]), mayTakeAll([row('a', 'over', 1)]), mayTakeAll(shown)]).toEqual([true, true, false]);
});

test('times are told by our own clock', () => {
  const [only] = rowsOf({ at: '', more: 0, conversations: [{ id: 'a', customer: null, mediaType: 'callback', queue: null, state: 'flow', agent: null, since: '2026-06-03T14:00:05Z', priority: 0 }] }, 5_000);
  expect(only).toMatchObject({ medium: 'call', since: Date.parse('2026-06-03T14:00:00Z') });
});
