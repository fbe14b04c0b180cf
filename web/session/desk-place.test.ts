import { expect, test } from 'vitest';
import { addressOf, placeOf, type DeskPlace } from './desk-place';

test('an address leads back to the place it was written for', () => {
  const places: DeskPlace[] = [
    { at: 'desk' }, { at: 'live' },
    { at: 'why', conversation: '6a1b1de4-0000-4000-8000-000000000000', from: 'live' },
    { at: 'why', conversation: '6a1b1de4-0000-4000-8000-000000000000', from: 'desk' },
  ];
  expect(places.map((place) => placeOf(addressOf(place)))).toEqual(places);
});

test('what is no place of ours is the desk', () => {
  expect(['', '#', '#lives', '#why/', '#why/../../x', '#live/why/a b'].map((address) => placeOf(address).at)).toEqual(Array(6).fill('desk'));
});
