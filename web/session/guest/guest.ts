/**
 * A customer's chat over the web messaging guest protocol.
 *
 * Holds: the session's token in the site's storage, one socket, the thread, who is typing.
 * Decides: when to connect again, what to send again, when a session is over.
 * Invariant: a line is sent again under its old tracing id, by which the contact center knows it.
 *
 * Start reading at {@link Guest.open}.
 */
import { computed, signal, type ReadonlySignal } from '@preact/signals';
import { pause, waitMs } from '../backoff';
import { newId } from '../identifier';
import { mark, message, openReplies, partner, take, undelivered, write, type Thread } from './thread';
import { CODE, HEALTH_CHECK, type Frame, type QuickReply, type WireMessage } from './wire';

export type GuestStage =
  | { readonly at: 'idle' }
  | { readonly at: 'connecting' }
  | { readonly at: 'open' }
  /** The socket broke; what is written meanwhile is kept and sent. */
  | { readonly at: 'reconnecting' }
  | { readonly at: 'over'; readonly why: 'expired' | 'elsewhere' | 'refused' };

export interface GuestOptions {
  readonly origin: string;
  readonly deployment: string;
  readonly storage: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;
}

export interface Jwt { readonly jwt: string; readonly conversationId: string | null }

/** The contact center has no answer to give now. */
export class GuestUnreachable extends Error {}

const RETRY = { firstMs: 400, limitMs: 5_000 };
const ANSWER_MS = 8_000;
const HEALTH_MS = 30_000;
const TYPING_EVERY_MS = 4_000;
const TYPING_SHOWN_MS = 6_000;

interface Pending { readonly done: (frame: Frame) => void; readonly failed: (error: Error) => void }

export class Guest {
  readonly stage = signal<GuestStage>({ at: 'idle' });
  readonly thread = signal<Thread>([]);
  readonly typing = signal(false);
  readonly partner: ReadonlySignal<string | null>;
  readonly quickReplies: ReadonlySignal<readonly QuickReply[]>;

  private readonly url: string;
  private readonly key: string;
  private drawnToken: string | undefined;
  private socket: WebSocket | null = null;
  private readonly pending = new Map<string, Pending>();
  private attributes: Record<string, string> = {};
  private attributesDue = false;
  private typingSentAt = 0;
  private lastRead: string | null = null;
  private typingGoesOut: ReturnType<typeof setTimeout> | undefined;
  private connecting = new AbortController();

  constructor(private readonly options: GuestOptions) {
    this.key = `eyeline.guest.${options.deployment}`;
    this.url = `${options.origin.replace(/^http/, 'ws')}/v1?deploymentId=${encodeURIComponent(options.deployment)}`;
    this.partner = computed(() => partner(this.thread.value));
    this.quickReplies = computed(() => openReplies(this.thread.value));
  }

  /** Whether this browser has a chat to come back to. */
  get known(): boolean {
    return this.options.storage.getItem(this.key) !== null;
  }

  /** Connects, to the chat this browser had before if there is one. */
  open(): void {
    if (this.stage.peek().at === 'connecting' || this.stage.peek().at === 'open' || this.stage.peek().at === 'reconnecting') return;
    this.stage.value = { at: 'connecting' };
    this.connecting.abort();
    this.connecting = new AbortController();
    void this.stayConnected(this.connecting.signal);
  }

  /** What the contact center should know of this customer; travels with the next message. */
  describe(attributes: Readonly<Record<string, string>>): void {
    this.attributes = { ...this.attributes, ...attributes };
    this.attributesDue = true;
  }

  /** Says words, or answers with a button. */
  say(said: string | QuickReply): void {
    const key = newId();
    this.thread.value = write(this.thread.peek(), key, said, Date.now());
    this.typingSentAt = 0;
    this.deliver(key);
  }

  sayAgain(key: string): void {
    this.thread.value = mark(this.thread.peek(), key, 'sending');
    this.deliver(key);
  }

  /** Called on every keystroke; tells the other side now and then. */
  type(): void {
    const now = Date.now();
    if (now - this.typingSentAt < TYPING_EVERY_MS || this.stage.peek().at !== 'open') return;
    this.typingSentAt = now;
    this.send({ action: 'onMessage', message: { type: 'Event', events: [{ eventType: 'Typing', typing: { type: 'On' } }] } });
  }

  /** The customer has the chat before them: what was said last is read, and all before it. */
  markRead(): void {
    const last = this.thread.peek().findLast((line) => !line.mine && line.kind === 'said');
    if (!last || last.key === this.lastRead || this.stage.peek().at !== 'open') return;
    this.lastRead = last.key;
    this.send({ action: 'onMessage', message: { type: 'Receipt', id: last.key, status: 'Read' } });
  }

  /** Proof of who this guest is, for the other systems. */
  async jwt(): Promise<Jwt> {
    const frame = await this.ask({ action: 'getJwt' });
    if (frame.class !== 'JwtResponse') throw new GuestUnreachable('no token was given');
    return { jwt: frame.body.jwt, conversationId: conversationOf(frame.body.jwt) };
  }

  /** Leaves a chat that is over behind; the next one starts from nothing. */
  startOver(): void {
    this.forget();
    this.thread.value = [];
    this.stage.value = { at: 'idle' };
  }

  private async stayConnected(signal: AbortSignal): Promise<void> {
    for (let attempt = 0; !signal.aborted; attempt++) {
      try {
        await this.connect(signal);
        attempt = 0;
        this.stage.value = { at: 'open' };
        await this.catchUp();
        await this.untilBroken(signal);
      } catch (error) {
        if (!(error instanceof GuestUnreachable)) throw error;
        this.socket?.close();
      }
      if (signal.aborted || this.stage.peek().at === 'over') return;
      if (this.stage.peek().at === 'open') this.stage.value = { at: 'reconnecting' };
      const online = new AbortController();
      addEventListener('online', () => online.abort(), { once: true, signal: online.signal });
      await pause(waitMs(RETRY, attempt, Math.random()), AbortSignal.any([signal, online.signal])).catch(() => undefined);
      online.abort();
    }
  }

  private async connect(signal: AbortSignal): Promise<void> {
    const socket = new WebSocket(this.url);
    this.socket = socket;
    signal.addEventListener('abort', () => socket.close(), { once: true });
    socket.onmessage = ({ data }: MessageEvent<string>) => this.hear(JSON.parse(data) as Frame);
    await new Promise<void>((resolve, reject) => {
      socket.onopen = () => resolve();
      socket.onclose = () => reject(new GuestUnreachable('the contact center does not answer'));
    });
    socket.onclose = () => {
      for (const { failed } of this.pending.values()) failed(new GuestUnreachable('the connection broke'));
      this.pending.clear();
    };
    const frame = await this.ask({ action: 'configureSession', deploymentId: this.options.deployment });
    if (frame.class !== 'SessionResponse') throw new GuestUnreachable(`no session was opened: ${frame.code}`);
    this.options.storage.setItem(this.key, this.token());
  }

  /** After a reload or a gap: what was said, and what we said that never arrived. */
  private async catchUp(): Promise<void> {
    const { jwt, conversationId } = await this.jwt();
    if (conversationId) {
      for (const message of await this.history(jwt)) this.take(message);
    }
    for (const line of undelivered(this.thread.peek())) this.deliver(line.key);
  }

  private async history(jwt: string): Promise<WireMessage[]> {
    const url = `${this.options.origin}/api/v2/webmessaging/messages?pageSize=100&pageNumber=1`;
    try {
      const answer = await fetch(url, { headers: { Authorization: `Bearer ${jwt}` } });
      return answer.ok ? ((await answer.json()) as { entities: WireMessage[] }).entities : [];
    } catch (cause) {
      throw new GuestUnreachable('the history does not come', { cause });
    }
  }

  private async untilBroken(signal: AbortSignal): Promise<void> {
    const socket = this.socket;
    const broken = new AbortController();
    socket?.addEventListener('close', () => broken.abort(), { once: true });
    while (!signal.aborted && socket?.readyState === WebSocket.OPEN) {
      await pause(HEALTH_MS, AbortSignal.any([signal, broken.signal])).catch(() => undefined);
      if (socket.readyState === WebSocket.OPEN) await this.ask({ action: 'echo', message: { type: 'Text', text: 'ping' } }, HEALTH_CHECK);
    }
  }

  private deliver(key: string): void {
    const line = this.thread.peek().find((one) => one.key === key);
    if (!line) return;
    const attributed = this.attributesDue || this.thread.peek().filter((line) => line.mine).length <= 1;
    const channel = attributed && Object.keys(this.attributes).length > 0 ? { channel: { metadata: { customAttributes: this.attributes } } } : {};
    // While the socket is away the line waits in the thread: `catchUp` sends it.
    if (this.stage.peek().at !== 'open') return;
    this.attributesDue = false;
    this.ask({ action: 'onMessage', message: { ...message(line), ...channel, metadata: { customMessageId: key } } }, key)
      .then((frame) => this.delivered(key, frame), () => undefined);
  }

  private delivered(key: string, frame: Frame): void {
    if (frame.class === 'TooManyRequestsErrorMessage') {
      setTimeout(() => this.deliver(key), frame.body.retryAfter * 1_000);
      return;
    }
    this.thread.value = mark(this.thread.peek(), key, frame.class === 'string' && frame.code >= 400 ? 'failed' : 'delivered');
  }

  private hear(frame: Frame): void {
    const waiting = frame.tracingId === undefined ? undefined : this.pending.get(frame.tracingId);
    if (waiting && frame.tracingId) {
      this.pending.delete(frame.tracingId);
      waiting.done(frame);
    }
    switch (frame.class) {
      case 'StructuredMessage':
        if (frame.tracingId !== HEALTH_CHECK) this.take(frame.body, frame.tracingId);
        break;
      case 'SessionExpiredEvent':
      case 'SessionClearedEvent':
        this.finish('expired');
        break;
      case 'ConnectionClosedEvent':
        this.finish('elsewhere');
        break;
      case 'string':
        if (frame.code === CODE.sessionExpired || frame.code === CODE.sessionNotFound) this.finish('expired');
        if (frame.code === CODE.forbidden) this.finish('refused');
        break;
      case 'SessionResponse':
      case 'JwtResponse':
      case 'TooManyRequestsErrorMessage':
    }
  }

  private take(message: WireMessage, tracingId?: string): void {
    const typing = message.events?.find((event) => event.eventType === 'Typing')?.typing;
    if (message.direction === 'Outbound') this.showTyping(typing?.type === 'On', typing?.duration);
    this.thread.value = take(this.thread.peek(), message, Date.now(), tracingId);
  }

  private showTyping(on: boolean, forMs = TYPING_SHOWN_MS): void {
    clearTimeout(this.typingGoesOut);
    this.typing.value = on;
    if (on) this.typingGoesOut = setTimeout(() => { this.typing.value = false; }, forMs);
  }

  private finish(why: Extract<GuestStage, { at: 'over' }>['why']): void {
    if (why === 'expired') this.forget();
    this.stage.value = { at: 'over', why };
    this.connecting.abort();
  }

  private forget(): void {
    this.options.storage.removeItem(this.key);
    this.drawnToken = undefined;
    this.connecting.abort();
  }

  /** The guest draws its own token, once, and keeps it. */
  private token(): string {
    return (this.drawnToken ??= this.options.storage.getItem(this.key) ?? newId());
  }

  private ask(request: { action: string } & Record<string, unknown>, tracingId: string = newId()): Promise<Frame> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => settle(() => reject(new GuestUnreachable(`${request.action} was not answered`))), ANSWER_MS);
      const settle = (then: () => void) => { clearTimeout(timer); this.pending.delete(tracingId); then(); };
      this.pending.set(tracingId, { done: (frame) => settle(() => resolve(frame)), failed: (error) => settle(() => reject(error)) });
      this.send(request, tracingId);
    });
  }

  private send(request: { action: string } & Record<string, unknown>, tracingId: string = newId()): void {
    if (this.socket?.readyState === WebSocket.OPEN) this.socket.send(JSON.stringify({ token: this.token(), tracingId, ...request }));
  }
}

/** The conversation named in the token's payload: null before the first message. */
function conversationOf(jwt: string): string | null {
  const payload = jwt.split('.')[1]?.replaceAll('-', '+').replaceAll('_', '/') ?? '';
  const { data } = JSON.parse(atob(payload)) as { data?: { conversationId?: string } };
  return data?.conversationId ?? null;
}
