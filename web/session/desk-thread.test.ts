import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Thread, TYPING_MS } from './desk-thread';
import { Refused, Unreachable, type CommunicationRef, type Conversation, type MessageData, type MessageDetails } from './platform';

const chat: CommunicationRef = { medium: 'messages', conversation: 'c1', participant: 'p', communication: 'm' };
const time = (seconds: number) => new Date(Date.UTC(2026, 5, 3, 12, 0, seconds)).toISOString();

/** A chat on a server that can be made unreachable. */
function chatting() {
  const bodies = new Map<string, MessageData>();
  const customer: MessageDetails[] = [];
  const agent: MessageDetails[] = [];
  const server = { reachable: true, refuses: false, loseAnswer: false };
  const kept = new Map<string, string>();
  const wire = (): Conversation => ({
    id: 'c1',
    participants: [
      { id: 'c', purpose: 'customer', messages: [{ id: 'cm', state: 'connected', messages: [...customer] }] },
      { id: 'p', purpose: 'agent', userId: 'ana', messages: [{ id: 'm', state: 'connected', messages: [...agent] }] },
    ],
  });
  const check = () => { if (!server.reachable) throw new Unreachable('down'); };
  const platform = {
    messages: async (_: string, ids: string[]) => { check(); return { entities: ids.flatMap((id) => bodies.get(id) ?? []) }; },
    sendMessage: async (_: CommunicationRef, { textBody }: { textBody: string }) => {
      check();
      if (server.refuses) throw new Refused(400, 'bad.request', 'no');
      const sent = says(textBody, agent, 'outbound');
      if (server.loseAnswer) throw new Unreachable('answer lost');
      return sent;
    },
    typing: vi.fn(async () => undefined),
  };
  function says(text: string, list: MessageDetails[], direction: 'inbound' | 'outbound'): MessageData {
    const id = `message-${bodies.size + 1}`;
    const body: MessageData = { id, direction, timestamp: direction === 'outbound' ? new Date().toISOString() : time(bodies.size), normalizedMessage: { text } };
    bodies.set(id, body);
    list.push({ messageId: id, messageTime: body.timestamp, messageStatus: direction === 'inbound' ? 'received' : 'delivery-success' });
    return body;
  }
  const storage = {
    getItem: (key: string) => kept.get(key) ?? null, setItem: (key: string, value: string) => void kept.set(key, value), removeItem: (key: string) => void kept.delete(key),
  };
  const thread = () => new Thread('c1', 'ana', platform, storage);
  return { server, wire, says: (text: string) => says(text, customer, 'inbound'), platform, thread };
}
const shown = (thread: Thread) => thread.lines.value.map(({ from, text, delivery }) => [from, text, delivery].filter(Boolean).join(': '));

beforeEach(() => vi.useFakeTimers({ now: Date.UTC(2026, 5, 3, 12, 5) }));
afterEach(() => vi.useRealTimers());
const settled = () => vi.advanceTimersByTimeAsync(0);

test('bodies are fetched by id, and delivery is shown', async () => {
  const { wire, says, thread: open } = chatting();
  const thread = open();
  says('Hello');
  thread.update(wire());
  await settled();
  thread.send(chat, 'Good morning');
  expect(shown(thread)).toEqual(['customer: Hello', 'agent: Good morning: sending']);
  await settled();
  expect(shown(thread)).toEqual(['customer: Hello', 'agent: Good morning: sent']);
  thread.update(wire());
  expect(shown(thread)).toEqual(['customer: Hello', 'agent: Good morning: delivered']);
});

test('without a line messages wait in their order and go out when it is back', async () => {
  const { server, wire, thread: open } = chatting();
  const thread = open();
  server.reachable = false;
  thread.send(chat, 'one');
  thread.send(chat, 'two');
  await settled();
  expect(shown(thread)).toEqual(['agent: one: unsent', 'agent: two: unsent']);
  server.reachable = true;
  thread.resend(chat);
  await settled();
  thread.update(wire());
  expect(shown(thread)).toEqual(['agent: one: delivered', 'agent: two: delivered']);
});

test('unsent messages survive a reload of the tab', async () => {
  const { server, thread: open } = chatting();
  server.reachable = false;
  open().send(chat, 'kept');
  await settled();
  server.reachable = true;
  const reloaded = open();
  expect(shown(reloaded)).toEqual(['agent: kept: unsent']);
  reloaded.resend(chat);
  await settled();
  expect(shown(reloaded)).toEqual(['agent: kept: sent']);
});

test('a message that arrived although its answer was lost is not sent twice', async () => {
  const { server, wire, thread: open } = chatting();
  const thread = open();
  server.loseAnswer = true;
  thread.send(chat, 'once');
  await settled();
  server.loseAnswer = false;
  thread.update(wire());
  thread.resend(chat);
  await settled();
  expect(shown(thread)).toEqual(['agent: once: delivered']);
});

test('a refused message says so and does not hold up the next', async () => {
  const { server, thread: open } = chatting();
  const thread = open();
  server.refuses = true;
  thread.send(chat, 'too long');
  await settled();
  server.refuses = false;
  thread.send(chat, 'short');
  await settled();
  expect(shown(thread).sort()).toEqual(['agent: short: sent', 'agent: too long: refused']);
});

test('typing shows for as long as it holds, from the last time it was said', async () => {
  const thread = chatting().thread();
  thread.customerIsTyping();
  await vi.advanceTimersByTimeAsync(TYPING_MS - 1);
  thread.customerIsTyping();
  await vi.advanceTimersByTimeAsync(TYPING_MS - 1);
  expect(thread.customerTypes.value).toBe(true);
  await vi.advanceTimersByTimeAsync(1);
  expect(thread.customerTypes.value).toBe(false);
});

test('our own typing is told at most once while it holds', async () => {
  const { platform, thread: open } = chatting();
  const thread = open();
  for (let letter = 0; letter < 20; letter++) thread.typing(chat);
  expect(platform.typing).toHaveBeenCalledTimes(1);
  await vi.advanceTimersByTimeAsync(TYPING_MS);
  thread.typing(chat);
  expect(platform.typing).toHaveBeenCalledTimes(2);
});
