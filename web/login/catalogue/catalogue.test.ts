import { expect, test } from 'vitest';
import { differences } from '../../ui/catalogue/comparison';
import ar from './ar';
import en from './en';
import fr from './fr';

test('every language has every text of the login page, with the same places to fill', () => {
  expect([...differences(en, fr, 'fr'), ...differences(en, ar, 'ar')]).toEqual([]);
});
