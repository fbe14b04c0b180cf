import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Lookout } from './lookout';

let hidden = false;
const seen = (yes: boolean) => {
  hidden = !yes;
  document.dispatchEvent(new Event('visibilitychange'));
};

beforeEach(() => {
  vi.useFakeTimers();
  hidden = false;
  Object.defineProperty(document, 'hidden', { configurable: true, get: () => hidden });
});
afterEach(() => vi.useRealTimers());

test('looks every few seconds, more rarely while nobody sees the page, and at once when somebody does', async () => {
  let looks = 0;
  const lookout = new Lookout(async () => { looks += 1; return true; }, 3_000);
  lookout.start();
  await vi.advanceTimersByTimeAsync(9_000);
  expect(looks).toBe(4);
  seen(false);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(looks).toBeLessThan(10);
  const before = looks;
  seen(true);
  await vi.advanceTimersByTimeAsync(0);
  expect(looks).toBe(before + 1);
  lookout.stop();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(looks).toBe(before + 1);
});

test('says since when nobody answers, and takes it back', async () => {
  let answers = false;
  const lookout = new Lookout(async () => answers, 3_000);
  const begun = Date.now();
  lookout.start();
  await vi.advanceTimersByTimeAsync(0);
  expect(lookout.failing.value?.since).toBe(begun);
  expect(lookout.failing.value?.nextTryAt).toBeGreaterThan(begun);
  answers = true;
  await vi.advanceTimersByTimeAsync(2_000);
  expect(lookout.failing.value).toBeNull();
  lookout.stop();
});
