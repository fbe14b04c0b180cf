/** Waits between attempts: doubled each time up to a limit, spread so that a crowd does not return in step. */
export interface Backoff {
  readonly firstMs: number;
  readonly limitMs: number;
}

/** The wait before attempt number `attempt` (from 0). `chance` is in [0, 1). */
export function waitMs({ firstMs, limitMs }: Backoff, attempt: number, chance: number): number {
  const full = Math.min(limitMs, firstMs * 2 ** Math.min(attempt, 30));
  return Math.round(full * (0.5 + chance / 2));
}

export function pause(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason);
    const timer = setTimeout(resolve, ms);
    signal?.addEventListener('abort', () => { clearTimeout(timer); reject(signal.reason); }, { once: true });
  });
}
