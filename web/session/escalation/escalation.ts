/**
 * One customer's way from the chat to the call, as engagement tells it.
 *
 * Holds: the newest state, and what the queue looked like before, so that movement can be told.
 * Decides: when to listen again. Never: guesses a stage; the server says where the customer stands.
 */
import { signal } from '@preact/signals';
import { pause, waitMs } from '../backoff';
import { patiently } from '../patience';
import type { CreateRequest, CreateResponse, Escalation } from './wire';

export type { Escalation } from './wire';

/** Engagement said no, or nothing. */
export class EscalationFailed extends Error {
  constructor(message: string, readonly status: number | null, options?: ErrorOptions) { super(message, options); }
}

/** An earlier place in line: "You were 3rd a minute ago". */
export interface Moved { readonly from: number; readonly at: number }

const RETRY = { firstMs: 300, limitMs: 5_000 };
/** Engagement writes at least every ten seconds while somebody waits; twice that is a dead line. */
const SILENCE_MS = 25_000;
/** A server that restarts is back long before; a customer who pressed a button waits no longer. */
const PATIENCE_MS = 15_000;

export class EscalationClient {
  readonly state = signal<Escalation | null>(null);
  /** Engagement does not know this escalation (any more). */
  readonly gone = signal(false);
  /** The line to engagement is broken; what is shown is the last that was heard. */
  readonly silent = signal(false);
  readonly moved = signal<Moved | null>(null);

  private code = '';
  private following = new AbortController();

  constructor(private readonly origin: string) {}

  async create(jwt: string, request: CreateRequest): Promise<string> {
    const headers = { Authorization: `Bearer ${jwt}` };
    const { videoengager } = await patiently(
      () => this.send<CreateResponse>(`${this.origin}/create`, request, headers), isPassing, PATIENCE_MS);
    return videoengager.code;
  }

  /** Listens until told to stop, or until engagement says that there is nothing to hear. */
  follow(code: string): void {
    this.code = code;
    this.following.abort();
    this.following = new AbortController();
    this.gone.value = false;
    this.moved.value = null;
    void this.listen(this.following.signal);
  }

  stop(): void {
    this.following.abort();
    this.state.value = null;
    this.silent.value = false;
  }

  voice(): Promise<void> { return this.wish('voice'); }
  callBack(phone?: string): Promise<void> { return this.wish('call-back', phone ? { phone } : {}); }
  wait(): Promise<void> { return this.wish('wait'); }
  leave(): Promise<void> { return this.wish('leave'); }

  /** The newest state, asked for rather than waited for: a fresh ticket after a long gap. */
  async refresh(): Promise<Escalation> {
    const state = await this.send<Escalation>(this.address());
    this.heard(state);
    return state;
  }

  private async listen(signal: AbortSignal): Promise<void> {
    for (let attempt = 0; !signal.aborted; attempt++) {
      if (await this.stream(signal)) attempt = 0;
      if (signal.aborted) return;
      this.silent.value = true;
      // The stream does not say why it broke; asking does.
      const known = await this.refresh().then(() => true, (error: EscalationFailed) => error.status !== 404 && error.status !== 410);
      if (signal.aborted) return;
      if (!known) {
        this.gone.value = true;
        return;
      }
      await pause(waitMs(RETRY, attempt, Math.random()), signal).catch(() => undefined);
    }
  }

  /** One stream until it breaks. True if anything was heard. */
  private stream(signal: AbortSignal): Promise<boolean> {
    return new Promise((resolve) => {
      let heard = false;
      const source = new EventSource(`${this.address()}/events`);
      const end = () => { clearTimeout(silence); source.close(); resolve(heard); };
      let silence = setTimeout(end, SILENCE_MS);
      signal.addEventListener('abort', end, { once: true });
      source.onerror = end;
      source.addEventListener('escalation', ({ data }: MessageEvent<string>) => {
        heard = true;
        const state = JSON.parse(data) as Escalation;
        clearTimeout(silence);
        // Only a wait is repeated regularly; a meeting may be quiet for long.
        if (state.stage === 'waiting') silence = setTimeout(end, SILENCE_MS);
        this.heard(state);
      });
    });
  }

  private heard(state: Escalation): void {
    const before = this.state.peek()?.waiting?.position;
    const after = state.waiting?.position;
    if (before && after && after < before) this.moved.value = { from: before, at: Date.now() };
    this.silent.value = false;
    this.state.value = state;
  }

  private async wish(wish: string, body: unknown = {}): Promise<void> {
    await patiently(() => this.send(`${this.address()}/${wish}`, body), isPassing, PATIENCE_MS);
  }

  private address(): string {
    return `${this.origin}/api/eyeline/v1/escalations/${encodeURIComponent(this.code)}`;
  }

  private async send<T>(url: string, body?: unknown, headers: Record<string, string> = {}): Promise<T> {
    let answer: Response;
    try {
      answer = await fetch(url, body === undefined ? { headers } : {
        method: 'POST', keepalive: true, body: JSON.stringify(body), headers: { 'Content-Type': 'application/json', ...headers },
      });
    } catch (cause) {
      throw new EscalationFailed(`${url} does not answer`, null, { cause });
    }
    if (!answer.ok) throw new EscalationFailed(`${url} was refused`, answer.status);
    return (answer.status === 204 ? undefined : await answer.json().catch(() => undefined)) as T;
  }
}

/** No answer, or a gateway's word that there is none: a restart. Every request here may be repeated. */
function isPassing(error: unknown): boolean {
  return error instanceof EscalationFailed && (error.status === null || error.status >= 502);
}
