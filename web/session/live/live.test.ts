import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Refused, Unreachable } from '../platform';
import type { Going, GoingConversation } from '../routing/wire';
import { Live } from './live';

let hidden = false;
const seen = (yes: boolean) => {
  hidden = !yes;
  document.dispatchEvent(new Event('visibilitychange'));
};
const loans = { id: 'q-loans', name: 'Loans' };
const cards = { id: 'q-cards', name: 'Cards' };

function waits(id: string, since: string, queue = loans): GoingConversation {
  return { id, customer: id, mediaType: 'message', queue, state: 'waiting', agent: null, since: `2026-06-03T12:${since}Z`, priority: 0 };
}

/** A list that a platform would give, and the view of it. */
function watched(conversations: GoingConversation[] = []) {
  const platform = { skewMs: 0, answers: conversations, fails: null as Error | null, asked: 0, going: async (): Promise<Going> => {
    platform.asked += 1;
    if (platform.fails) throw platform.fails;
    return { at: '', conversations: platform.answers, more: 0 };
  } };
  let signedOut = false;
  const live = new Live(platform, () => { signedOut = true; });
  const stop = live.watch();
  const shown = () => live.rows.value.map(({ id, state }) => `${id} ${state}`);
  return { platform, live, stop, shown, signedOut: () => signedOut };
}
const later = (ms = 3_000) => vi.advanceTimersByTimeAsync(ms);

beforeEach(() => {
  vi.useFakeTimers({ now: Date.parse('2026-06-03T12:05:00Z') });
  hidden = false;
  Object.defineProperty(document, 'hidden', { configurable: true, get: () => hidden });
});
afterEach(() => vi.useRealTimers());

test('the first to wait is shown at once, the next one waits to be let in, and is put where its wait belongs', async () => {
  const { platform, live, shown, stop } = watched();
  await later(0);
  expect([live.phase.value, shown()]).toEqual(['read', []]);
  platform.answers = [waits('a', '04:00')];
  await later();
  expect(shown()).toEqual(['a waiting']);
  platform.answers = [waits('b', '03:00'), waits('a', '04:00')];
  await later();
  expect([shown(), live.fresh.value]).toEqual([['a waiting'], 1]);
  live.takeAll();
  expect([shown(), live.fresh.value]).toEqual([['b waiting', 'a waiting'], 0]);
  stop();
});

test('what is over stays where it was until the list is put in order', async () => {
  const { platform, live, shown, stop } = watched([waits('a', '03:00'), waits('b', '04:00')]);
  await later(0);
  platform.answers = [waits('b', '04:00')];
  await later();
  expect([shown(), live.outOfOrder.value]).toEqual([['a over', 'b waiting'], true]);
  live.takeAll();
  expect([shown(), live.outOfOrder.value]).toEqual([['b waiting'], false]);
  stop();
});

test('while nobody sees the page nothing can jump: whoever comes back sees all', async () => {
  const { platform, shown, stop } = watched([waits('a', '04:00')]);
  await later(0);
  seen(false);
  platform.answers = [waits('b', '03:00')];
  seen(true);
  await later(0);
  expect(shown()).toEqual(['b waiting']);
  stop();
});

test('paused, nothing is asked and nothing changes; afterwards it goes on', async () => {
  const { platform, live, shown, stop } = watched([waits('a', '04:00')]);
  await later(0);
  live.pause(true);
  const before = platform.asked;
  platform.answers = [waits('b', '03:00'), waits('a', '04:00')];
  dispatchEvent(new Event('online'));
  await later(30_000);
  expect([platform.asked, shown(), live.fresh.value]).toEqual([before, ['a waiting'], 0]);
  live.pause(false);
  await later(0);
  expect(live.fresh.value).toBe(1);
  stop();
});

test('a queue is chosen from those that have something, and stays to choose when it has nothing more', async () => {
  const { platform, live, shown, stop } = watched([waits('a', '04:00'), waits('c', '04:30', cards)]);
  await later(0);
  expect(live.queues.value.map(({ name }) => name)).toEqual(['Cards', 'Loans']);
  live.choose('q-cards');
  expect(shown()).toEqual(['c waiting']);
  platform.answers = [waits('a', '04:00')];
  await later();
  live.takeAll();
  expect([shown(), live.queues.value.map(({ name }) => name)]).toEqual([[], ['Cards', 'Loans']]);
  live.choose(null);
  expect(shown()).toEqual(['a waiting']);
  stop();
});

test('unreached, it says since when and keeps what it showed; forbidden, it stops asking', async () => {
  const { platform, live, shown, stop } = watched([waits('a', '04:00')]);
  await later(0);
  platform.fails = new Unreachable('going');
  await later();
  expect([live.failing.value?.since, shown()]).toEqual([Date.now(), ['a waiting']]);
  platform.fails = new Refused(403, 'forbidden', 'no');
  await later(60_000);
  const { asked } = platform;
  await later(60_000);
  expect([live.phase.value, platform.asked - asked]).toEqual(['forbidden', 0]);
  stop();
});
