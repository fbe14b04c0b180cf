import { expect, test, vi } from 'vitest';
import { DeskTab } from './desk-tab';

test('the tab that was opened last is the desk, and the other may take it back', async () => {
  const first = new DeskTab('ana');
  const second = new DeskTab('ana');
  const states = () => [first.active.value, second.active.value];
  first.take();
  expect(states()).toEqual([true, false]);
  second.take();
  await vi.waitFor(() => expect(states()).toEqual([false, true]));
  first.take();
  await vi.waitFor(() => expect(states()).toEqual([true, false]));
  first.close();
  second.close();
});

test('of two tabs that open at once exactly one is the desk', async () => {
  const tabs = [new DeskTab('ana'), new DeskTab('ana')];
  for (const tab of tabs) tab.take();
  await vi.waitFor(() => expect(tabs.map(({ active }) => active.value)).toEqual([false, true]));
  for (const tab of tabs) tab.close();
});

test('another agent in the same browser has a desk of their own', async () => {
  const ana = new DeskTab('ana');
  const omar = new DeskTab('omar');
  const anaAgain = new DeskTab('ana');
  ana.take();
  omar.take();
  anaAgain.take();
  await vi.waitFor(() => expect(ana.active.value).toBe(false));
  expect(omar.active.value).toBe(true);
  for (const tab of [ana, omar, anaAgain]) tab.close();
});
