import { expect, test } from 'vitest';
import shared from '../../ui/catalogue/en';
import { differences } from '../../ui/catalogue/comparison';
import ar from './ar';
import en from './en';
import fr from './fr';

test('every language has every text of the desk, with the same places to fill', () => {
  expect([...differences(en, fr, 'fr'), ...differences(en, ar, 'ar')]).toEqual([]);
});

test('the desk says only those texts of the shared components in its own way that mean something else here', () => {
  expect(Object.keys(en).filter((key) => key in shared)).toEqual(['call.chat', 'chat.label']);
});
