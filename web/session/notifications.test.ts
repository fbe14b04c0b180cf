import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Notifications, PONG_MS, SILENCE_MS, type NotificationPorts } from './notifications';

class Socket {
  static readonly all: Socket[] = [];
  readyState: number = WebSocket.CONNECTING;
  sent: string[] = [];
  onopen: (() => void) | null = null;
  onclose: (() => void) | null = null;
  onmessage: ((event: { data: string }) => void) | null = null;
  constructor(readonly uri: string) { Socket.all.push(this); }
  send(frame: string) { this.sent.push(frame); }
  close() { this.readyState = WebSocket.CLOSED; }
  opens() { this.readyState = WebSocket.OPEN; this.onopen?.(); }
  says(topicName: string, eventBody: unknown) { this.onmessage?.({ data: JSON.stringify({ topicName, eventBody }) }); }
}

function subscribed(change: Partial<NotificationPorts> = {}) {
  const heard: string[] = [];
  let channels = 0;
  const notifications = new Notifications({
    openChannel: async () => ({ id: `channel-${++channels}`, connectUri: `ws://node/channel-${channels}` }),
    subscribe: async (channel, topics) => void heard.push(`subscribed ${channel} to ${topics.join()}`),
    onLive: () => void heard.push('live'),
    onEvent: (topic) => void heard.push(topic),
    onFailure: () => void heard.push('failed'),
    socket: (uri) => new Socket(uri) as unknown as WebSocket,
    ...change,
  });
  notifications.start(['v2.users.ana.conversations']);
  return { notifications, heard };
}
const newest = () => Socket.all[Socket.all.length - 1]!;

beforeEach(() => { vi.useFakeTimers(); vi.spyOn(Math, 'random').mockReturnValue(0.5); Socket.all.length = 0; });
afterEach(() => { vi.useRealTimers(); vi.restoreAllMocks(); });

test('subscribes before it listens, and asks to look again whenever the line comes up', async () => {
  const { heard } = subscribed();
  await vi.advanceTimersByTimeAsync(0);
  newest().opens();
  newest().says('v2.users.ana.conversations', {});
  newest().says('channel.metadata', { message: 'WebSocket Heartbeat' });
  expect(heard).toEqual(['subscribed channel-1 to v2.users.ana.conversations', 'live', 'v2.users.ana.conversations']);
});

test('a silent line is asked, and lost if it does not answer', async () => {
  const { notifications } = subscribed();
  await vi.advanceTimersByTimeAsync(0);
  newest().opens();
  await vi.advanceTimersByTimeAsync(SILENCE_MS);
  expect(newest().sent).toEqual(['{"message":"ping"}']);
  newest().says('channel.metadata', { message: 'pong' });
  await vi.advanceTimersByTimeAsync(SILENCE_MS);
  expect(notifications.line.value.at).toBe('live');
  await vi.advanceTimersByTimeAsync(PONG_MS);
  expect(notifications.line.value.at).toBe('lost');
});

test('comes back by itself on a new channel, and waits longer each time it cannot', async () => {
  let reachable = true;
  let tries = 0;
  const { notifications, heard } = subscribed({
    openChannel: async () => {
      tries += 1;
      if (!reachable) throw new Error('nobody there');
      return { id: `channel-${tries}`, connectUri: 'ws://node' };
    },
  });
  await vi.advanceTimersByTimeAsync(0);
  newest().opens();
  reachable = false;
  newest().onclose?.();
  const waits: number[] = [];
  for (let round = 0; round < 7; round++) {
    const line = notifications.line.value;
    if (line.at !== 'lost' || line.nextTryAt === null) throw new Error('expected to wait');
    waits.push(line.nextTryAt - Date.now());
    await vi.advanceTimersByTimeAsync(line.nextTryAt - Date.now());
  }
  expect(waits).toEqual([375, 750, 1500, 3000, 6000, 11250, 11250]);
  reachable = true;
  notifications.tryNow();
  await vi.advanceTimersByTimeAsync(0);
  newest().opens();
  expect(notifications.line.value.at).toBe('live');
  expect(heard.filter((what) => what === 'live')).toHaveLength(2);
});

test('a server about to close is left before it does', async () => {
  subscribed();
  await vi.advanceTimersByTimeAsync(0);
  newest().opens();
  newest().says('v2.system.socket_closing', {});
  await vi.advanceTimersByTimeAsync(500);
  expect(Socket.all).toHaveLength(2);
});

test('a stopped line stays stopped', async () => {
  const { notifications, heard } = subscribed();
  await vi.advanceTimersByTimeAsync(0);
  const socket = newest();
  socket.opens();
  notifications.stop();
  socket.says('v2.users.ana.conversations', {});
  await vi.advanceTimersByTimeAsync(60_000);
  expect(Socket.all).toHaveLength(1);
  expect(heard).not.toContain('v2.users.ana.conversations');
});
