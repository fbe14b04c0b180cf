/**
 * The supervisor's view of every conversation: what it shows, and what one may do with it.
 *
 * Holds: the latest answer, the rows in the places in which they are shown, the chosen queue.
 * Decides: when a new row is shown (when it is asked for, or when nobody looks), what a failed look means.
 * Never: changes a conversation.
 */
import { batch, computed, signal, type ReadonlySignal } from '@preact/signals';
import { Lookout } from '../lookout';
import { Refused, SignedOut, Unreachable, type Platform } from '../platform';
import type { Named } from '../routing/wire';
import { inOrder, inPlace, inQueue, isOutOfOrder, mayTakeAll, newTo, rowsOf, type LiveRow } from './rows';

export type LivePhase = 'reading' | 'read' | 'forbidden';

const EVERY_MS = 3_000;

export class Live {
  private readonly phaseNow = signal<LivePhase>('reading');
  private readonly latest = signal<LiveRow[]>([]);
  private readonly shownNow = signal<LiveRow[]>([]);
  private readonly queueNow = signal<Named | null>(null);
  private readonly pausedNow = signal<number | null>(null);
  private readonly leftOff = signal(0);
  private readonly lookout = new Lookout(() => this.look(), EVERY_MS);
  private unseen = false;

  readonly phase: ReadonlySignal<LivePhase> = this.phaseNow;
  /** The chosen queue's, or null for all of them. */
  readonly queue: ReadonlySignal<Named | null> = this.queueNow;
  /** Since when nothing is looked at any more, on request. */
  readonly paused: ReadonlySignal<number | null> = this.pausedNow;
  /** How many more there are than the platform lists. */
  readonly more: ReadonlySignal<number> = this.leftOff;
  readonly failing = this.lookout.failing;
  readonly rows: ReadonlySignal<LiveRow[]> = computed(() => inQueue(this.shownNow.value, this.queueNow.value?.id));
  /** How many wait to be let in. */
  readonly fresh: ReadonlySignal<number> = computed(() => newTo(this.rows.value, inQueue(this.latest.value, this.queueNow.value?.id)).length);
  readonly outOfOrder: ReadonlySignal<boolean> = computed(() => isOutOfOrder(this.rows.value));
  /** Every queue from which something is shown, and the chosen one. */
  readonly queues: ReadonlySignal<Named[]> = computed(() => queuesOf(this.latest.value, this.queueNow.value));

  constructor(
    private readonly platform: Pick<Platform, 'going' | 'skewMs'>,
    private readonly onSignedOut: () => void,
  ) {}

  /** Looks until told to stop. */
  watch(): () => void {
    const seenOrNot = () => { this.unseen ||= document.hidden; };
    document.addEventListener('visibilitychange', seenOrNot);
    // Whoever comes here sees it as it is now.
    this.unseen = true;
    if (!this.pausedNow.peek()) this.lookout.start();
    return () => {
      document.removeEventListener('visibilitychange', seenOrNot);
      this.lookout.stop();
    };
  }

  tryNow(): void { this.lookout.lookNow(); }

  /** Lets the new ones in, takes out what is over, and puts all in order. */
  takeAll(): void { this.shownNow.value = inOrder(this.latest.peek()); }

  choose(queue: string | null): void {
    batch(() => {
      this.queueNow.value = this.queues.peek().find(({ id }) => id === queue) ?? null;
      this.takeAll();
    });
  }

  pause(yes: boolean): void {
    this.pausedNow.value = yes ? Date.now() : null;
    if (yes) this.lookout.stop();
    else this.lookout.start();
  }

  find(conversation: string): LiveRow | undefined {
    return this.latest.value.find(({ id }) => id === conversation) ?? this.shownNow.value.find(({ id }) => id === conversation);
  }

  private async look(): Promise<boolean> {
    try {
      const going = await this.platform.going();
      // An answer that was under way when the list was paused comes too late.
      if (this.pausedNow.peek() === null) this.take(rowsOf(going, this.platform.skewMs), going.more);
      return true;
    } catch (failure) {
      if (failure instanceof Refused && failure.status === 403) {
        this.lookout.stop();
        this.phaseNow.value = 'forbidden';
        return true;
      }
      if (failure instanceof SignedOut) this.onSignedOut();
      else if (!(failure instanceof Refused || failure instanceof Unreachable)) throw failure;
      return false;
    }
  }

  private take(now: LiveRow[], more: number): void {
    batch(() => {
      this.phaseNow.value = 'read';
      this.latest.value = now;
      this.leftOff.value = more;
      const shown = inPlace(this.shownNow.peek(), now);
      if (this.unseen || mayTakeAll(inQueue(shown, this.queueNow.peek()?.id))) this.takeAll();
      else this.shownNow.value = shown;
    });
    this.unseen = document.hidden;
  }
}

function queuesOf(rows: readonly LiveRow[], chosen: Named | null): Named[] {
  const named = [...rows.flatMap(({ queue }) => queue ?? []), ...(chosen ? [chosen] : [])];
  return [...new Map(named.map((queue) => [queue.id, queue])).values()].sort((a, b) => (a.name ?? '').localeCompare(b.name ?? ''));
}
