/**
 * One desk per agent: the tab that claimed it last has it, and an older one steps back politely.
 *
 * Holds: one broadcast channel per agent, within this browser.
 * Decides: nothing but who came last; claims that cross go by their time, so that exactly one tab stays.
 */
import { signal, type ReadonlySignal } from '@preact/signals';

interface Claim { tab: string; at: number }

export class DeskTab {
  private readonly mine = signal(false);
  private readonly channel: BroadcastChannel;
  private claim: Claim = { tab: crypto.randomUUID(), at: 0 };

  constructor(agent: string) {
    this.channel = new BroadcastChannel(`eyeline-desk:${agent}`);
    this.channel.onmessage = ({ data }: MessageEvent<Claim>) => { if (isLater(data, this.claim)) this.mine.value = false; };
  }

  /** Whether this tab is the agent's desk. */
  get active(): ReadonlySignal<boolean> { return this.mine; }

  take(): void {
    this.claim = { ...this.claim, at: performance.timeOrigin + performance.now() };
    this.mine.value = true;
    this.channel.postMessage(this.claim);
  }

  close(): void {
    this.channel.close();
  }
}

function isLater(theirs: Claim, ours: Claim): boolean {
  return theirs.at > ours.at || (theirs.at === ours.at && theirs.tab > ours.tab);
}
