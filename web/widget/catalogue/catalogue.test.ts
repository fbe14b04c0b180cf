import { expect, test } from 'vitest';
import { differences } from '../../ui/catalogue/comparison';
import ar from './ar';
import en from './en';
import fr from './fr';

test('the widget says everything in every language', () => {
  expect([...differences(en, fr, 'fr'), ...differences(en, ar, 'ar')]).toEqual([]);
});
