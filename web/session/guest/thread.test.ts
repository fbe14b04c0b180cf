import { expect, test } from 'vitest';
import { hasBegun, message, openReplies, partner, take, undelivered, write, type Thread } from './thread';
import type { WireMessage } from './wire';

const AT = Date.parse('2026-06-02T14:05:00Z');
const inbound = (id: string, text: string, more: Partial<WireMessage> = {}): WireMessage => ({ id, type: 'Text', text, direction: 'Inbound', channel: { time: '2026-06-02T14:05:01Z' }, ...more });
const outbound = (id: string, text: string, more: Partial<WireMessage> = {}): WireMessage => ({
  id, type: 'Text', text, direction: 'Outbound', channel: { time: '2026-06-02T14:06:00Z', from: { nickname: 'Sara' } }, ...more,
});
const texts = (thread: Thread) => thread.map(({ text, state }) => `${text} ${state}`);

test('one’s own line is delivered when it comes back, once', () => {
  const written = write([], 'k1', 'Hello', AT);
  expect(texts(written)).toEqual(['Hello sending']);
  const echoed = take(written, inbound('m1', 'Hello'), AT, 'k1');
  expect(texts(take(echoed, inbound('m1', 'Hello'), AT))).toEqual(['Hello delivered']);
});

test('a line sent again is the line the history already knows', () => {
  const known = take(write([], 'k1', 'Hello', AT), inbound('m1', 'Hello'), AT);
  expect(texts(take(known, inbound('m1', 'Hello'), AT, 'k1'))).toEqual(['Hello delivered']);
});

test('a line whose echo was lost is found again in the history', () => {
  const written = write([], 'k1', 'Hello', AT);
  const caughtUp = take(written, inbound('m1', 'Hello', { metadata: { customMessageId: 'k1' } }), AT);
  expect(texts(caughtUp)).toEqual(['Hello delivered']);
  expect(undelivered(caughtUp)).toEqual([]);
});

test('history and live lines stand in the order of their times', () => {
  const thread = [outbound('m3', 'later', { channel: { time: '2026-06-02T14:09:00Z' } }), inbound('m1', 'first'), outbound('m2', 'second')]
    .reduce((so_far: Thread, message) => take(so_far, message, AT), []);
  expect(thread.map(({ text }) => text)).toEqual(['first', 'second', 'later']);
  expect(partner(thread)).toBe('Sara');
});

test('quick replies stand until somebody has said something else', () => {
  const quickReply = { text: 'Start video', payload: 'eyeline.start-video' };
  const offered = take([], outbound('m1', 'Shall we?', { type: 'Structured', content: [{ contentType: 'QuickReply', quickReply }] }), AT);
  expect(openReplies(offered)).toEqual([quickReply]);
  expect(openReplies(take(offered, outbound('m2', 'Or later?'), AT))).toEqual([]);
});

test('a button that was pressed is the same button when it has to be said again', () => {
  const [line] = undelivered(write([], 'k1', { text: 'Start video', payload: 'eyeline.start-video' }, AT));
  expect(message(line!)).toEqual({
    type: 'Structured',
    text: 'Start video',
    content: [{ contentType: 'ButtonResponse', buttonResponse: { type: 'QuickReply', text: 'Start video', payload: 'eyeline.start-video' } }],
  });
});

test('an agent who comes or goes leaves a mark, typing does not', () => {
  const presence = (type: 'Join' | 'Disconnect') => outbound(type, '', { type: 'Event', events: [{ eventType: 'Presence', presence: { type } }] });
  const typing = outbound('t', '', { type: 'Event', events: [{ eventType: 'Typing', typing: { type: 'On' } }] });
  const thread = [presence('Join'), typing, presence('Disconnect')].reduce((so_far: Thread, message) => take(so_far, message, AT), []);
  expect(thread.map(({ kind }) => kind)).toEqual(['joined', 'left']);
});

test('after the agent has left, a conversation begins with the next word', () => {
  const left = outbound('m2', '', { type: 'Event', events: [{ eventType: 'Presence', presence: { type: 'Disconnect' } }] });
  const over = take(take([], inbound('m1', 'Hello'), AT), left, AT);
  expect([hasBegun([]), hasBegun(over), hasBegun(write(over, 'k2', 'One more thing', AT + 999_999))]).toEqual([false, false, true]);
});
