import { expect, test } from 'vitest';
import { announcement, currentAlert } from './desk-alert';
import { conversationFor, merge, ringing, saysTyping } from './desk-conversation';
import type { Callback, Conversation, Participant, Segment } from './platform';

const NOON = Date.parse('2026-06-03T12:00:00Z');
const at = (seconds: number) => new Date(NOON + seconds * 1000).toISOString();
const reader = (seconds: number, skewMs = 0) => ({ agent: 'ana', now: NOON + seconds * 1000, skewMs });
const segment = (type: string, from: number, to?: number, disconnectType?: string): Segment => ({
  type, startTime: at(from), ...(to === undefined ? {} : { endTime: at(to) }), ...(disconnectType ? { disconnectType } : {}),
});

/** A customer who wrote at noon, waited in the queue, and whose video request is offered to Ana after 72 seconds. */
function offered(callback: Partial<Callback> = {}, agent: Partial<Participant> = {}): Conversation {
  return {
    id: 'c1', startTime: at(0),
    participants: [
      { id: 'customer', purpose: 'customer', name: 'Guest', attributes: { name: 'Yusuf Rahman', locale: 'ar-AE', reason: 'Home loan', loan_type: 'fixed', 'eyeline.escalationId': 'e1' } },
      { id: 'acd', purpose: 'acd', queueId: 'q', queueName: 'Video advice', callbacks: [{ id: 'waiting', state: 'connected', connectedTime: at(0), segments: [segment('interact', 0, 72)] }] },
      { id: 'agent', purpose: 'agent', userId: 'ana', name: 'Ana García', queueId: 'q', alertingTimeoutMs: 20_000, ...agent, callbacks: [{ id: 'ring', state: 'alerting', startAlertingTime: at(72), ...callback }] },
    ],
  };
}
const view = (wire: Conversation, seconds: number) => conversationFor(wire, reader(seconds))!;

test('an offer says who, why, in which language, from which queue and for how long', () => {
  const alert = currentAlert([view(offered(), 72)], NOON + 72_000)!;
  expect(alert.conversation.customer).toMatchObject({ name: 'Yusuf Rahman', language: 'ar-AE', reason: 'Home loan', others: [{ name: 'loan_type', value: 'fixed' }] });
  expect(alert.session.queue).toBe('Video advice');
  expect(alert).toMatchObject({ medium: 'video', secondsLeft: 20, waitedMs: 72_000 });
});

test('the count-down goes by the server’s clock', () => {
  const ahead = conversationFor(offered(), reader(72, 30_000))!;
  expect(currentAlert([ahead], NOON + 72_000)!.secondsLeft).toBeLessThanOrEqual(20);
  const late = conversationFor(offered(), reader(77))!;
  expect(currentAlert([late], NOON + 77_000)!.secondsLeft).toBe(15);
});

test('the alert is announced when it begins and at ten seconds, and otherwise not', () => {
  const wire = offered();
  let before: ReturnType<typeof currentAlert> = null;
  const said: string[] = [];
  for (let second = 72; second <= 92; second++) {
    const alert = currentAlert([view(wire, second)], NOON + second * 1000);
    const what = announcement(before, alert);
    if (what) said.push(`${second - 72}s ${what}`);
    before = alert;
  }
  expect(said).toEqual(['0s rings', '10s last-call']);
});

test('of two alerts the older one rings first', () => {
  const younger = { ...offered({ id: 'ring2', startAlertingTime: at(80) }), id: 'c2' };
  expect(currentAlert([view(younger, 81), view(offered(), 81)], NOON + 81_000)!.conversation.id).toBe('c1');
});

test('accepted, ended, wrapped up: each stage by what the wire says', () => {
  const stage = (callback: Partial<Callback>, agent: Partial<Participant> = {}) => conversationFor(offered(callback, agent), reader(200))?.call?.stage;
  expect(stage({ state: 'connected', connectedTime: at(75) })).toEqual({ at: 'talking', since: NOON + 75_000, held: false });
  expect(stage({ state: 'disconnected', connectedTime: at(75), afterCallWork: { state: 'pending', startTime: at(180) } }, { wrapupPrompt: 'timeout', wrapupTimeoutMs: 60_000 }))
    .toEqual({ at: 'wrap-up', since: NOON + 180_000, until: NOON + 240_000, talkedMs: 105_000 });
  expect(stage({ state: 'disconnected', connectedTime: at(75), disconnectedTime: at(180) }, { wrapupRequired: true })).toMatchObject({ at: 'wrap-up', until: null });
  expect(stage({ state: 'disconnected', connectedTime: at(75) }, { wrapupRequired: true, wrapup: { code: 'done' } })).toBeUndefined();
  expect(stage({ state: 'disconnected' }, { wrapupRequired: true })).toBeUndefined();
});

test('an offer to somebody else is not this agent’s conversation', () => {
  expect(conversationFor(offered({}, { userId: 'omar' }), reader(72))).toBeNull();
});

test('a declined offer does not hide the one that rings now', () => {
  const wire = offered({ state: 'disconnected' });
  wire.participants.push({ id: 'again', purpose: 'agent', userId: 'ana', callbacks: [{ id: 'ring2', state: 'alerting', startAlertingTime: at(90) }] });
  wire.participants.push({ id: 'omar', purpose: 'agent', userId: 'omar', callbacks: [{ id: 'ring3', state: 'disconnected' }] });
  expect(ringing(view(wire, 91))?.ref.participant).toBe('again');
});

test('an event changes states and keeps what only a fetched conversation tells', () => {
  const known = offered();
  const event: Conversation = { id: 'c1', participants: known.participants.map(({ id, purpose, userId }) => ({ id, purpose, userId, ...(id === 'agent' ? { callbacks: [{ id: 'ring', state: 'connected' as const, connectedTime: at(76) }] } : {}) })) };
  const merged = view(merge(known, event, NOON + 76_000), 80);
  expect(merged.call?.stage).toMatchObject({ at: 'talking' });
  expect(merged.customer.name).toBe('Yusuf Rahman');
  expect(merged.timeline.map(({ what }) => what)).toContain('waited');
});

test('an alert first heard of by event counts from when it was heard of, however often it is repeated', () => {
  const event = offered();
  delete event.participants[2]!.callbacks![0]!.startAlertingTime;
  const heard = merge(undefined, event, NOON + 72_000);
  const again = merge(heard, event, NOON + 85_000);
  expect(currentAlert([view(again, 85)], NOON + 85_000)!.secondsLeft).toBe(7);
});

test('the timeline tells what happened, newest first', () => {
  const wire = offered({ state: 'disconnected', connectedTime: at(75), disconnectedTime: at(180), afterCallWork: { state: 'pending' }, segments: [segment('alert', 72, 75), segment('interact', 75, 180, 'client')] });
  wire.participants.splice(2, 0, { id: 'omar', purpose: 'agent', userId: 'omar', name: 'Omar Haddad', callbacks: [{ id: 'missed', state: 'disconnected', segments: [segment('alert', 50, 70, 'timeout')] }] });
  const told = view(wire, 200).timeline.map(({ what, who, mine, lastedMs }) => [what, mine ? 'you' : who, lastedMs && lastedMs / 1000].filter(Boolean).join(' '));
  expect(told).toEqual(['ended you 105', 'accepted you', 'unanswered Omar Haddad', 'waited 72']);
});

test('a passing event says that the customer types; one of the agent’s own does not', () => {
  const typing = (purpose: string) => ({ id: 'c1', participants: [{ purpose, messages: [{ messageMetadata: { type: 'Event', events: [{ eventType: 'Typing', subType: 'On' }] } }] }] });
  expect([saysTyping(typing('customer')), saysTyping(typing('agent'))]).toEqual([true, false]);
});

test('an event leaves the queue’s name out, but its own participant carries it', () => {
  const wire = offered();
  delete wire.participants[1]!.queueName;
  wire.participants[1]!.name = 'Video advice';
  expect(view(wire, 72).call?.queue).toBe('Video advice');
});

test('an agent brought in for the call reads along in a colleague’s chat', () => {
  const wire = offered();
  wire.participants.push({ id: 'lina', purpose: 'agent', userId: 'lina', name: 'Lina Novak', messages: [{ id: 'm', state: 'connected' }] });
  expect(view(wire, 72)).toMatchObject({ chat: null, chatIsWith: 'Lina Novak' });
});
