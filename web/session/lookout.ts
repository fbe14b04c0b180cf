/**
 * Looks at something again and again, as long as somebody wants to see it.
 *
 * Decides when: every few seconds while the page is seen, ever more rarely while it is not, at once when it is seen
 * again or the network is back, and with growing pauses while nobody answers.
 */
import { signal, type ReadonlySignal } from '@preact/signals';
import { waitMs, type Backoff } from './backoff';

const AFTER_FAILURE: Backoff = { firstMs: 2_000, limitMs: 30_000 };
const UNSEEN_LIMIT_MS = 120_000;

export class Lookout {
  private readonly failingNow = signal<{ since: number; nextTryAt: number | null } | null>(null);
  private timer: ReturnType<typeof setTimeout> | undefined;
  private failures = 0;
  private unseen = 0;
  private watching = false;
  private looking = false;
  /** Set while nobody answers; `nextTryAt` is null while a try is under way. */
  readonly failing: ReadonlySignal<{ since: number; nextTryAt: number | null } | null> = this.failingNow;

  /** `look` says whether it was answered. */
  constructor(private readonly look: () => Promise<boolean>, private readonly everyMs: number) {}

  start(): void {
    if (this.watching) return;
    this.watching = true;
    addEventListener('online', this.lookNow);
    document.addEventListener('visibilitychange', this.seenOrNot);
    this.lookNow();
  }

  stop(): void {
    this.watching = false;
    removeEventListener('online', this.lookNow);
    document.removeEventListener('visibilitychange', this.seenOrNot);
    clearTimeout(this.timer);
  }

  readonly lookNow = (): void => {
    clearTimeout(this.timer);
    if (this.looking) return;
    this.looking = true;
    const failing = this.failingNow.peek();
    if (failing) this.failingNow.value = { ...failing, nextTryAt: null };
    void this.look().then((answered) => {
      this.looking = false;
      this.plan(answered);
    });
  };

  private readonly seenOrNot = (): void => {
    this.unseen = 0;
    if (!document.hidden) this.lookNow();
  };

  private plan(answered: boolean): void {
    if (answered) this.failures = 0;
    const pauseMs = answered ? this.restMs() : waitMs(AFTER_FAILURE, this.failures++, Math.random());
    const since = this.failingNow.peek()?.since ?? Date.now();
    this.failingNow.value = answered ? null : { since, nextTryAt: Date.now() + pauseMs };
    if (this.watching) this.timer = setTimeout(this.lookNow, pauseMs);
  }

  private restMs(): number {
    if (!document.hidden) return this.everyMs;
    return Math.min(UNSEEN_LIMIT_MS, this.everyMs * 2 ** Math.min(++this.unseen, 10));
  }
}
