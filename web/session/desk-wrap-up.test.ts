import { expect, test } from 'vitest';
import { conversationFor } from './desk-conversation';
import { Drafts } from './desk-drafts';
import { WrapUp, WrapUps } from './desk-wrap-up';
import { Unreachable, type CommunicationRef, type Conversation } from './platform';

/** A call that has ended beside a chat that goes on. */
function afterTheCall() {
  const wire: Conversation = {
    id: 'c1',
    participants: [
      { id: 'chatting', purpose: 'agent', userId: 'ana', messages: [{ id: 'm', state: 'connected', connectedTime: '2026-06-03T12:00:00Z' }] },
      { id: 'calling', purpose: 'agent', userId: 'ana', callbacks: [{ id: 'k', state: 'disconnected', connectedTime: '2026-06-03T12:01:00Z', afterCallWork: { state: 'pending' } }] },
    ],
  };
  const done: string[] = [];
  const kept = new Map<string, string>();
  const drafts = new Drafts({ getItem: (key) => kept.get(key) ?? null, setItem: (key, value) => void kept.set(key, value), removeItem: (key) => void kept.delete(key) });
  const server = { reachable: true };
  const check = () => { if (!server.reachable) throw new Unreachable('down'); };
  const platform = {
    skewMs: 0,
    wrapupCodes: async () => [],
    conversation: async () => wire,
    patchParticipant: async ({ medium }: CommunicationRef) => {
      check();
      done.push(`ended ${medium}`);
      wire.participants[0]!.messages![0] = { ...wire.participants[0]!.messages![0]!, state: 'disconnected', afterCallWork: { state: 'pending' } };
    },
    wrapUp: async ({ medium }: CommunicationRef, { code, notes }: { code: string; notes?: string }) => { check(); done.push(`wrapped up ${medium}: ${code}, ${notes}`); },
  };
  const wrapUp = new WrapUp('c1', 'ana', drafts, platform);
  const view = () => conversationFor(wire, { agent: 'ana', skewMs: 0, now: Date.parse('2026-06-03T12:05:00Z') })!;
  return { wrapUp, view, done, kept, server, drafts, platform };
}

test('Done without a code does nothing but say so', async () => {
  const { wrapUp, view, done } = afterTheCall();
  expect(wrapUp.codeMissing.value).toBe(false);
  expect(await wrapUp.done(view())).toBe(false);
  expect(wrapUp.codeMissing.value).toBe(true);
  expect(done).toEqual([]);
});

test('one code closes the whole conversation, the open chat included', async () => {
  const { wrapUp, view, done, kept } = afterTheCall();
  wrapUp.choose('advice');
  wrapUp.note(' Clause 8 explained. ');
  expect(await wrapUp.done(view())).toBe(true);
  expect(done).toEqual(['ended messages', 'wrapped up callbacks: advice, Clause 8 explained.', 'wrapped up messages: advice, Clause 8 explained.']);
  expect(kept.size).toBe(0);
});

test('what did not arrive is kept', async () => {
  const { wrapUp, view, server } = afterTheCall();
  wrapUp.choose('advice');
  wrapUp.note('Important');
  server.reachable = false;
  await expect(wrapUp.done(view())).rejects.toBeInstanceOf(Unreachable);
  expect([wrapUp.code.value, wrapUp.notes.value, wrapUp.saving.value]).toEqual(['advice', 'Important', false]);
});

test('what has left the desk is begun anew, and what was written for it is found again', async () => {
  const { drafts, platform } = afterTheCall();
  let begun = 0;
  const wrapUps = new WrapUps((conversation) => {
    begun += 1;
    return new WrapUp(conversation, 'ana', drafts, platform);
  });
  for (const conversation of ['c1', 'c2', 'c1']) wrapUps.of(conversation);
  expect(begun).toBe(2);
  wrapUps.of('c1').note('Clause 8');
  wrapUps.keepOnly(new Set(['c2']));
  drafts.keepOnly(new Set(['c2']));
  const again = wrapUps.of('c1');
  expect(begun).toBe(3);
  expect(again.notes.value).toBe('Clause 8');
  again.note('Clause 9');
  expect(again.notes.value).toBe('Clause 9');
  wrapUps.of('c2');
  expect(begun).toBe(3);
});
