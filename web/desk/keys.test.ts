import { expect, test } from 'vitest';
import { keyAction, keyNames } from './keys';

const press = (code: string, held: Partial<Record<'altKey' | 'ctrlKey' | 'metaKey' | 'shiftKey', boolean>> = {}) =>
  keyAction({ code, altKey: false, ctrlKey: false, metaKey: false, shiftKey: false, ...held });

test('keys go by their place on the keyboard, so Option on a Mac and Arabic layouts change nothing', () => {
  expect([press('KeyA', { altKey: true }), press('KeyD', { altKey: true }), press('F6')]).toEqual(['accept', 'decline', 'alert']);
});

test('typing and the browser’s own keys are left alone', () => {
  expect([press('KeyA'), press('KeyA', { altKey: true, ctrlKey: true }), press('F6', { shiftKey: true }), press('KeyZ', { altKey: true })]).toEqual([null, null, null, null]);
});

test('a Mac shows its own signs', () => {
  expect([keyNames('MacIntel').alt('A'), keyNames('Linux x86_64').alt('A')]).toEqual(['⌥A', 'Alt A']);
});
