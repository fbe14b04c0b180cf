import { expect, test } from 'vitest';
import type { Escalation } from '../escalation/escalation';
import { waitMs } from '../backoff';
import { why } from '../devices';
import { word } from '../network';
import { readLink } from '../room';
import { faults, nameParts } from './customer';
import { FRESH, load } from './saved';
import { stepOf, type Local } from './step';

const local: Local = { view: 'chat', code: null, asking: false, aside: false, here: false };
const escalation = (stage: Escalation['stage']): Escalation => ({ id: 'e', conversation_id: 'c', stage, media: 'video', call_back: false });

test('a page without an escalation stands where it stood', () => {
  expect(stepOf({ ...local, view: 'check' }, null)).toBe('check');
  expect(stepOf({ ...local, view: 'check', asking: true }, null)).toBe('asking');
});

test('with an escalation the server says where the customer stands', () => {
  const followed = { ...local, code: 'k' };
  expect(stepOf(followed, null)).toBe('resuming');
  expect((['waiting', 'meeting', 'interrupted', 'ended'] as const).map((stage) => stepOf(followed, escalation(stage)))).toEqual(['waiting', 'call', 'call', 'ended']);
});

test('the chat can be looked at while waiting and after the end, never instead of the call', () => {
  const aside = { ...local, code: 'k', aside: true };
  expect((['waiting', 'meeting', 'ended'] as const).map((stage) => stepOf(aside, escalation(stage)))).toEqual(['chat', 'call', 'chat']);
});

test('whoever asked to be rung is not put before a camera, unless they choose to talk here', () => {
  const rung = { ...escalation('meeting'), call_back: true };
  expect([stepOf({ ...local, code: 'k' }, rung), stepOf({ ...local, code: 'k', here: true }, rung)]).toEqual(['ringing', 'call']);
});

test('a form says what is missing and lets odd but dialable numbers pass', () => {
  expect(faults({ name: ' ', email: 'layla', phone: '+971 50' })).toEqual({ name: 'missing', email: 'malformed', phone: 'short' });
  expect(faults({ name: 'ليلى حداد', email: 'layla@example.com', phone: '050 555-0142' })).toEqual({});
  expect(faults({ name: 'Layla', email: 'l@x.io', phone: '' })).toEqual({});
});

test('a name is cut for APIs that want it in two', () => {
  expect(nameParts(' Layla  Al Haddad ')).toEqual({ first: 'Layla', last: 'Al Haddad' });
});

test('somebody else’s text under our key is no reason to fail', () => {
  expect(load({ getItem: () => '{oops' }, 'k')).toEqual(FRESH);
  expect(load({ getItem: () => '{"view":"consent"}' }, 'k').view).toBe('consent');
});

test('attempts wait longer and longer, up to a limit, and never all at once', () => {
  const backoff = { firstMs: 100, limitMs: 1_000 };
  expect([0, 1, 2, 3, 9].map((attempt) => waitMs(backoff, attempt, 0.999))).toEqual([100, 200, 400, 800, 1_000]);
  expect(waitMs(backoff, 9, 0)).toBe(500);
});

test.each([
  ['NotAllowedError', 'denied'], ['NotFoundError', 'absent'], ['NotReadableError', 'busy'], ['TypeError', 'unsupported'],
])('a browser’s %s means %s', (name, meaning) => {
  expect(why(Object.assign(new Error(), { name }))).toBe(meaning);
});

test('the network is one word', () => {
  expect([{ roundTripMs: 40, loss: 0 }, { roundTripMs: 300, loss: 0 }, { roundTripMs: 40, loss: 0.1 }].map(word)).toEqual(['good', 'fair', 'poor']);
});

test('a room’s link carries its name and a ticket', () => {
  expect(readLink('#alias=room%201&ticket=t&name=Layla')).toEqual({ alias: 'room 1', ticket: 't', name: 'Layla' });
});
