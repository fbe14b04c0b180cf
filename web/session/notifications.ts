/**
 * The notification channel of a staff page: subscribe, websocket, heartbeat, reconnect with back-off.
 *
 * Holds: one channel and its socket.
 * Decides: when silence means the line is dead, and when to try again.
 * Never: guesses what was missed: whoever listens is told to look again (`onLive`) after every gap.
 */
import { signal, type ReadonlySignal } from '@preact/signals';
import { waitMs, type Backoff } from './backoff';
import type { NotificationChannel } from './platform';

export type Line =
  | { at: 'connecting' }
  | { at: 'live' }
  /** `nextTryAt` is null while a try is under way. */
  | { at: 'lost'; since: number; nextTryAt: number | null };

/** After this long without a frame the line is asked whether it lives. */
export const SILENCE_MS = 10_000;
/** And this long it has to answer. */
export const PONG_MS = 5_000;
const BACKOFF: Backoff = { firstMs: 500, limitMs: 15_000 };

export interface NotificationPorts {
  openChannel(): Promise<NotificationChannel>;
  subscribe(channel: string, topics: string[]): Promise<unknown>;
  /** The line is up: whatever happened meanwhile must be fetched. */
  onLive(): void;
  onEvent(topic: string, body: unknown): void;
  /** A try to connect failed; a page may have to sign in again. */
  onFailure(failure: unknown): void;
  socket?: (uri: string) => WebSocket;
}

export class Notifications {
  private readonly state = signal<Line>({ at: 'connecting' });
  private readonly ports: NotificationPorts;
  private topics: string[] = [];
  private socket: WebSocket | null = null;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private failures = 0;
  /** Each try has its own number, so that a late answer to an old one changes nothing. */
  private attempt = 0;

  constructor(ports: NotificationPorts) {
    this.ports = ports;
  }

  get line(): ReadonlySignal<Line> { return this.state; }

  start(topics: string[]): void {
    this.topics = topics;
    void this.connect();
  }

  stop(): void {
    this.attempt += 1;
    clearTimeout(this.timer);
    this.socket?.close();
    this.socket = null;
    this.state.value = { at: 'connecting' };
  }

  /** The person, or the browser coming online, will not wait for the next try. */
  tryNow(): void {
    if (this.state.peek().at === 'lost') void this.connect();
  }

  private async connect(): Promise<void> {
    const attempt = ++this.attempt;
    clearTimeout(this.timer);
    const before = this.state.peek();
    if (before.at === 'lost') this.state.value = { ...before, nextTryAt: null };
    try {
      const channel = await this.ports.openChannel();
      await this.ports.subscribe(channel.id, this.topics);
      if (attempt !== this.attempt) return;
      const socket = (this.ports.socket ?? ((uri) => new WebSocket(uri)))(channel.connectUri);
      this.socket = socket;
      // A socket that never opens counts as silent too.
      this.expectFrame(attempt, SILENCE_MS);
      socket.onopen = () => { if (attempt === this.attempt) this.live(attempt); };
      socket.onmessage = ({ data }) => { if (attempt === this.attempt) this.receive(attempt, String(data)); };
      socket.onclose = () => { if (attempt === this.attempt) this.lose(); };
    } catch (failure) {
      if (attempt !== this.attempt) return;
      this.ports.onFailure(failure);
      if (attempt === this.attempt) this.lose();
    }
  }

  private live(attempt: number): void {
    this.failures = 0;
    this.state.value = { at: 'live' };
    this.expectFrame(attempt, SILENCE_MS);
    this.ports.onLive();
  }

  private receive(attempt: number, frame: string): void {
    this.expectFrame(attempt, SILENCE_MS);
    let event: { topicName?: string; eventBody?: unknown };
    try {
      event = JSON.parse(frame) as typeof event;
    } catch {
      return;
    }
    // 'About a minute to reconnect': do it at once, before anything can be missed.
    if (event.topicName === 'v2.system.socket_closing') this.lose();
    else if (event.topicName && event.topicName !== 'channel.metadata') this.ports.onEvent(event.topicName, event.eventBody);
  }

  private expectFrame(attempt: number, withinMs: number): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      if (attempt !== this.attempt) return;
      if (withinMs === PONG_MS || this.socket?.readyState !== WebSocket.OPEN) return this.lose();
      this.socket.send(JSON.stringify({ message: 'ping' }));
      this.expectFrame(attempt, PONG_MS);
    }, withinMs);
  }

  private lose(): void {
    this.attempt += 1;
    clearTimeout(this.timer);
    this.socket?.close();
    this.socket = null;
    const before = this.state.peek();
    const pauseMs = waitMs(BACKOFF, this.failures, Math.random());
    this.failures += 1;
    this.state.value = { at: 'lost', since: before.at === 'lost' ? before.since : Date.now(), nextTryAt: Date.now() + pauseMs };
    this.timer = setTimeout(() => void this.connect(), pauseMs);
  }
}
