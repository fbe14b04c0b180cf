/**
 * One stay in a room: from a granted token to its release or loss.
 *
 * Holds: the token's refreshing, the event stream, the media path, whose turn it is to negotiate.
 * Decides: by {@link remedy}, when the path is restarted and when the stay is lost.
 * Never: asks for a token; after `lost` a new visit is made with the seat.
 */
import { pause, waitMs } from '../backoff';
import { Media } from './media';
import { afterFailure, remedy } from './recovery';
import { Refused, Unreachable, type EventHandlers, type Signalling } from './signalling';
import type { TokenGranted, WireEvents } from './wire';

export interface VisitHooks {
  readonly events: Omit<EventHandlers, 'new_offer' | 'refresh_token' | 'call_disconnected'>;
  /** Lines appeared, went, or changed owner. */
  readonly tracks: () => void;
  /** Whether picture, sound and events flow. */
  readonly flowing: (flows: boolean) => void;
  /** The node does not know us any more: take the seat again. */
  readonly lost: () => void;
}

const RETRY = { firstMs: 300, limitMs: 2_000 };
const HEALTH_MS = 500;
/** A silent node whose media still flows is given this long before anybody is told. */
const SILENCE_MS = 2_000;

export class Visit {
  private readonly media: Media;
  private readonly over = new AbortController();
  private readonly timers: ReturnType<typeof setInterval>[] = [];
  private closeEvents: () => void = () => undefined;
  private turn: Promise<void> = Promise.resolve();
  private offering = false;
  private reconnecting = false;
  private established = false;
  private early: (RTCIceCandidate | null)[] = [];
  private mediaSince = Date.now();
  private silentSince: number | null = null;
  private restartedAt: number | null = null;

  constructor(private readonly signalling: Signalling, grant: TokenGranted, private readonly hooks: VisitHooks) {
    this.media = new Media({
      candidate: (candidate) => this.candidate(candidate),
      state: (state) => {
        this.mediaSince = Date.now();
        if (state === 'connected') this.restartedAt = null;
        this.checkHealth();
      },
      tracks: hooks.tracks,
    });
    this.listen();
    this.timers.push(
      setInterval(() => void this.refresh(), (Number(grant.expires) * 1_000) / 3),
      setInterval(() => this.checkHealth(), HEALTH_MS),
    );
  }

  /** Makes the call. What it sends may be missing still and come later, by {@link send}. */
  call(): Promise<void> {
    return this.negotiate(async () => {
      await this.media.accept(await this.signalling.offer(await this.media.offer()));
      this.established = true;
      for (const candidate of this.early.splice(0)) this.candidate(candidate);
      this.hooks.tracks();
      await this.signalling.acknowledge();
    });
  }

  send(kind: 'audio' | 'video', track: MediaStreamTrack | null): Promise<void> {
    return this.media.send(kind, track);
  }

  async share(track: MediaStreamTrack | null): Promise<void> {
    if (await this.media.share(track)) await this.update();
  }

  incoming(mid: string): MediaStreamTrack | null { return this.media.incoming(mid); }
  measure() { return this.media.measure(); }

  end(): void {
    this.over.abort();
    for (const timer of this.timers) clearInterval(timer);
    this.closeEvents();
    this.media.close();
  }

  private update(options: { restart?: boolean } = {}): Promise<void> {
    return this.negotiate(async () => {
      this.offering = true;
      try {
        await this.media.accept(await this.signalling.update(await this.media.offer(options)));
        await this.signalling.acknowledge();
      } catch (error) {
        await this.media.withdraw();
        throw error;
      } finally {
        this.offering = false;
      }
      this.hooks.tracks();
    });
  }

  private answer({ sdp }: WireEvents['new_offer']): void {
    // Two offers cross: ours stands, the node makes its own again afterwards.
    if (this.offering) return void this.signalling.ignoreOffer().catch((error) => this.failed(error));
    void this.negotiate(async () => {
      await this.signalling.answerOffer(await this.media.answer(sdp));
      this.hooks.tracks();
    });
  }

  /** One negotiation after the other. A failed one is a matter for {@link failed}, not for the next. */
  private negotiate(work: () => Promise<void>): Promise<void> {
    this.turn = this.turn.then(async () => {
      if (this.over.signal.aborted) return;
      await work().catch((error) => this.failed(error));
    });
    return this.turn;
  }

  private candidate(candidate: RTCIceCandidate | null): void {
    if (!this.established) return void this.early.push(candidate);
    // A lost candidate is one road less; the path's health is watched anyway.
    void this.signalling.candidate(candidate).catch(() => undefined);
  }

  private listen(): void {
    this.closeEvents();
    this.closeEvents = this.signalling.events(
      {
        ...this.hooks.events,
        new_offer: (offer) => this.answer(offer),
        refresh_token: () => void this.refresh(),
        call_disconnected: () => this.lose(),
      },
      () => this.answered(),
      () => this.failed(new Unreachable('the event stream broke')),
    );
  }

  private async refresh(): Promise<void> {
    try {
      await this.signalling.refreshToken();
      this.answered();
    } catch (error) {
      this.failed(error);
    }
  }

  /** The node fell silent. It is asked with the newest token until it answers, then heard anew. */
  private async reconnect(): Promise<void> {
    if (this.reconnecting) return;
    this.reconnecting = true;
    for (let attempt = 0; this.reconnecting && !this.over.signal.aborted; attempt++) {
      await this.refresh();
      if (this.silentSince === null) this.reconnecting = false;
      else await pause(waitMs(RETRY, attempt, Math.random()), this.over.signal).catch(() => undefined);
    }
    if (!this.over.signal.aborted) this.listen();
  }

  private answered(): void {
    this.silentSince = null;
    this.checkHealth();
  }

  private failed(error: unknown): void {
    if (this.over.signal.aborted) return;
    if (error instanceof Refused && afterFailure(error.status) === 'rejoin') return this.lose();
    this.silentSince ??= Date.now();
    this.checkHealth();
    void this.reconnect();
  }

  private checkHealth(): void {
    if (this.over.signal.aborted) return;
    const now = Date.now();
    const { silentSince, mediaSince, restartedAt } = this;
    const silent = silentSince !== null && now - silentSince > SILENCE_MS;
    this.hooks.flowing(this.media.state === 'connected' && !silent);
    switch (remedy({ media: this.media.state, mediaSince, silentSince, restartedAt }, now)) {
      case 'restart-media':
        this.restartedAt = now;
        void this.update({ restart: true });
        break;
      case 'rejoin':
        this.lose();
        break;
      case 'none':
      case 'wait':
    }
  }

  private lose(): void {
    if (this.over.signal.aborted) return;
    this.end();
    this.hooks.lost();
  }
}
