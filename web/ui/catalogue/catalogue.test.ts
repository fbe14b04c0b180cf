import { expect, test } from 'vitest';
import ar from './ar';
import { differences } from './comparison';
import en from './en';
import fr from './fr';
import { counted, pieces, ranked } from './message';
import { chooseLocale, speaker } from './speaker';

test('every language has every text, with the same places to fill', () => {
  expect([...differences(en, fr, 'fr'), ...differences(en, ar, 'ar')]).toEqual([]);
});

test('a comparison finds what a translation lacks', () => {
  const original = { a: 'Hello {name}', b: counted('n', { one: '{n} day', other: '{n} days' }), c: 'Bye' };
  const translation = { a: 'Bonjour', b: counted('n', { other: '{n} jours' }), d: 'Salut' };
  expect(differences(original, translation, 'fr')).toEqual([
    'a forgets {name} in fr', 'b has no form "one" in fr', 'c is missing in fr', 'd is in fr only',
  ]);
});

test('a number chooses its form by the language: Arabic has a dual', () => {
  const minutes = counted('n', { zero: 'الآن', one: 'دقيقة', two: 'دقيقتان', few: '{n} دقائق', many: '{n} دقيقة', other: '{n} دقيقة' });
  const said = (n: number) => speaker('ar-AE', { minutes }).text('minutes', { n });
  expect([2, 3, 11].map(said)).toEqual(['دقيقتان', '3 دقائق', '11 دقيقة']);
});

test('a place in a row has its own forms', () => {
  const place = ranked('n', { one: '{n}st', two: '{n}nd', few: '{n}rd', other: '{n}th' });
  const said = (n: number) => speaker('en', { place }).text('place', { n });
  expect([1, 2, 3, 4, 11, 22].map(said)).toEqual(['1st', '2nd', '3rd', '4th', '11th', '22nd']);
});

test('numbers and telephone numbers keep their direction, names keep their own', () => {
  expect(pieces('{name}: {phone}', { name: 'ليلى', phone: '+971 50 555 0142' }, 'en')).toEqual([
    { value: 'ليلى', ltr: false }, { words: ': ' }, { value: '+971 50 555 0142', ltr: true },
  ]);
});

test('the first language somebody wishes for and we speak is spoken, with its region', () => {
  expect(chooseLocale([null, 'de', 'ar-EG', 'en'])).toBe('ar-EG');
  expect(chooseLocale(['de'])).toBe('en');
});
