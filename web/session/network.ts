/** The network in one word. */
export type NetworkWord = 'good' | 'fair' | 'poor';

export interface Measure {
  readonly roundTripMs: number;
  /** Share of packets lost, 0 to 1. */
  readonly loss: number;
}

export function word({ roundTripMs, loss }: Measure): NetworkWord {
  if (roundTripMs > 600 || loss > 0.08) return 'poor';
  if (roundTripMs > 250 || loss > 0.02) return 'fair';
  return 'good';
}

const PROBES = 4;

/** Asks the server something small a few times; the quickest answer is the road, the rest is traffic. */
export async function probe(origin: string): Promise<NetworkWord> {
  const times: number[] = [];
  for (let turn = 0; turn < PROBES; turn++) {
    const started = performance.now();
    const answered = await fetch(`${origin}/health/live`, { cache: 'no-store', mode: 'no-cors' }).then(() => true, () => false);
    if (answered) times.push(performance.now() - started);
  }
  if (times.length === 0) return 'poor';
  return word({ roundTripMs: Math.min(...times), loss: (PROBES - times.length) / PROBES });
}
