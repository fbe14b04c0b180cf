import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { DeskConversations } from './desk-conversations';
import { Refused, type Conversation, type CommunicationState, type MessageData } from './platform';

const started = '2026-06-03T12:00:00Z';
function chat(id: string, state: CommunicationState, more: Partial<Conversation> = {}): Conversation {
  return {
    id, startTime: started,
    participants: [{ id: `${id}-ana`, purpose: 'agent', userId: 'ana', wrapupRequired: true, messages: [{ id: `${id}-m`, state, ...(state === 'alerting' ? {} : { connectedTime: started }) }] }],
    ...more,
  };
}

/** A platform whose answers wait until they are let go. */
function onDesk() {
  const platform = {
    skewMs: 0,
    listed: [] as Conversation[],
    stored: new Map<string, Conversation>(),
    fetched: [] as string[],
    hold: Promise.resolve(),
    conversations: async () => ({ entities: platform.listed }),
    conversation: async (id: string) => {
      platform.fetched.push(id);
      const answer = platform.stored.get(id);
      await platform.hold;
      if (!answer) throw new Refused(404, 'not.found', 'gone');
      return answer;
    },
    messages: async (_conversation: string, _ids: string[]) => ({ entities: [] as MessageData[] }),
    sendMessage: async () => ({ id: 'sent' }),
    typing: async () => undefined,
  };
  const conversations = new DeskConversations('ana', platform);
  const stages = () => conversations.all.value.map(({ id, chat }) => `${id} ${chat?.stage.at}`);
  return { platform, conversations, stages };
}

beforeEach(() => vi.useFakeTimers({ now: Date.parse('2026-06-03T12:05:00Z') }));
afterEach(() => vi.useRealTimers());

test('an event shows at once, and a flock of them is fetched once', async () => {
  const { platform, conversations, stages } = onDesk();
  platform.stored.set('c1', chat('c1', 'connected'));
  conversations.hear(chat('c1', 'alerting'));
  expect(stages()).toEqual(['c1 alerting']);
  conversations.hear(chat('c1', 'connected'));
  conversations.hear(chat('c1', 'connected'));
  await vi.advanceTimersByTimeAsync(1_000);
  expect(platform.fetched).toEqual(['c1']);
  expect(stages()).toEqual(['c1 talking']);
});

test('an answer older than an event is not taken', async () => {
  const { platform, conversations, stages } = onDesk();
  let release = () => {};
  platform.stored.set('c1', chat('c1', 'alerting'));
  conversations.hear(chat('c1', 'alerting'));
  platform.hold = new Promise((resolve) => { release = resolve; });
  await vi.advanceTimersByTimeAsync(300);
  conversations.hear(chat('c1', 'connected'));
  release();
  await vi.advanceTimersByTimeAsync(0);
  expect(stages()).toEqual(['c1 talking']);
});

test('what rings stands first, and nothing else changes places', () => {
  const { conversations, stages } = onDesk();
  conversations.hear(chat('c1', 'connected'));
  conversations.hear(chat('c2', 'connected', { startTime: '2026-06-03T12:01:00Z' }));
  conversations.hear(chat('c3', 'alerting', { startTime: '2026-06-03T12:04:00Z' }));
  expect(stages()).toEqual(['c3 alerting', 'c1 talking', 'c2 talking']);
});

test('after a gap what ended meanwhile leaves, and what waits for its code stays although it is not listed', async () => {
  const { platform, conversations, stages } = onDesk();
  for (const id of ['c1', 'c2', 'c3']) conversations.hear(chat(id, 'connected'));
  platform.listed = [chat('c1', 'connected')];
  platform.stored.set('c2', chat('c2', 'disconnected'));
  await conversations.catchUp();
  expect(stages()).toEqual(['c1 talking', 'c2 wrap-up']);
});

test('an offer withdrawn by the platform leaves the desk', () => {
  const { conversations, stages } = onDesk();
  conversations.hear(chat('c1', 'alerting'));
  conversations.hear(chat('c1', 'disconnected', { participants: [{ id: 'c1-ana', purpose: 'agent', userId: 'ana', messages: [{ id: 'c1-m', state: 'disconnected' }] }] }));
  expect(stages()).toEqual([]);
});

test('what was read of a conversation stays read when it comes back, and not for ever so many of them', async () => {
  const { platform, conversations } = onDesk();
  const time = '2026-06-03T12:05:01Z';
  const said = (id: string): Conversation => ({
    ...chat(id, 'connected'),
    participants: [
      ...chat(id, 'connected').participants,
      { id: `${id}-kim`, purpose: 'customer', messages: [{ id: `${id}-k`, state: 'connected', messages: [{ messageId: `${id}-1`, messageTime: time }] }] },
    ],
  });
  platform.messages = async (_, ids) => ({
    entities: ids.map((id) => ({ id, direction: 'inbound', textBody: 'Hello', timestamp: time })),
  });
  const gone = (id: string): Conversation => ({ ...chat(id, 'disconnected'), participants: [] });
  for (let number = 0; number <= 200; number += 1) {
    conversations.hear(said(`c${number}`));
    await vi.advanceTimersByTimeAsync(0);
    expect(conversations.unread(`c${number}`)).toBe(1);
    conversations.read(`c${number}`);
    expect(conversations.unread(`c${number}`)).toBe(0);
    conversations.hear(gone(`c${number}`));
  }
  const unreadAgain = async (id: string) => {
    conversations.hear(said(id));
    await vi.advanceTimersByTimeAsync(0);
    return conversations.unread(id);
  };
  expect([await unreadAgain('c0'), await unreadAgain('c1'), await unreadAgain('c200')]).toEqual([1, 0, 0]);
});

test('an answer that was overtaken by the end does not bring a conversation back', async () => {
  const { platform, conversations, stages } = onDesk();
  let release = () => {};
  platform.stored.set('c1', chat('c1', 'connected'));
  conversations.hear(chat('c1', 'connected'));
  platform.hold = new Promise((resolve) => { release = resolve; });
  await vi.advanceTimersByTimeAsync(300);
  conversations.hear({ ...chat('c1', 'disconnected'), participants: [] });
  expect(stages()).toEqual([]);
  release();
  await vi.advanceTimersByTimeAsync(0);
  expect(stages()).toEqual([]);
});
