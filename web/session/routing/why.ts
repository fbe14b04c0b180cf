/**
 * One conversation's answer to "why here, why this wait", looked at again as long as it may still change.
 *
 * Holds: the latest record. Decides: when to look again, and what a refusal means. Never: changes the conversation.
 */
import { computed, signal, type ReadonlySignal } from '@preact/signals';
import { Lookout } from '../lookout';
import { Refused, SignedOut, Unreachable, type Platform } from '../platform';
import { storyOf, type Chapter } from './story';
import type { Routing } from './wire';

export type WhyPhase = 'reading' | 'read' | 'forbidden' | 'unknown';

const EVERY_MS = 3_000;
/** What goes on can still be offered, transferred, or asked for by video. */
const EVERY_WHEN_QUIET_MS = 15_000;

export class Why {
  private readonly phaseNow = signal<WhyPhase>('reading');
  private readonly routing = signal<Routing | null>(null);
  private readonly lookout = new Lookout(() => this.look(), EVERY_MS);
  private quietUntil = 0;

  readonly phase: ReadonlySignal<WhyPhase> = this.phaseNow;
  readonly failing = this.lookout.failing;
  readonly chapters: ReadonlySignal<Chapter[]> = computed(() =>
    this.routing.value ? storyOf(this.routing.value, { now: this.now.value, skewMs: this.platform.skewMs }) : []);

  constructor(
    readonly conversation: string,
    private readonly platform: Pick<Platform, 'routing' | 'skewMs'>,
    private readonly now: ReadonlySignal<number>,
    private readonly onSignedOut: () => void,
  ) {}

  /** Looks until told to stop. */
  watch(): () => void {
    this.lookout.start();
    return () => this.lookout.stop();
  }

  tryNow(): void {
    this.quietUntil = 0;
    this.lookout.lookNow();
  }

  private async look(): Promise<boolean> {
    if (Date.now() < this.quietUntil) return true;
    try {
      const routing = await this.platform.routing(this.conversation);
      this.routing.value = routing;
      this.phaseNow.value = 'read';
      this.quietUntil = routing.stays.some(({ end }) => end === null) ? 0 : Date.now() + EVERY_WHEN_QUIET_MS;
      return true;
    } catch (failure) {
      if (failure instanceof SignedOut) this.onSignedOut();
      else if (failure instanceof Refused && (failure.status === 403 || failure.status === 404)) {
        this.lookout.stop();
        this.phaseNow.value = failure.status === 403 ? 'forbidden' : 'unknown';
        return true;
      } else if (!(failure instanceof Refused || failure instanceof Unreachable)) throw failure;
      return false;
    }
  }
}
