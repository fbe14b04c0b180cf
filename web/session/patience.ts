/**
 * Patience with a server that is away for a moment: a restart takes a second, and nobody should have to press twice.
 *
 * Only for what may be repeated: loading a part of the page, or asking for something that is the same when asked again.
 */
import { pause, waitMs } from './backoff';

const AGAIN = { firstMs: 200, limitMs: 2_000 };

/** Tries until it succeeds, until `isPassing` says that trying again is no use, or until `patienceMs` is over. */
export async function patiently<T>(
  attempt: () => Promise<T>,
  isPassing: (error: unknown) => boolean,
  patienceMs: number,
): Promise<T> {
  const end = Date.now() + patienceMs;
  for (let tries = 0; ; tries++) {
    try {
      return await attempt();
    } catch (error) {
      if (!isPassing(error) || Date.now() >= end) throw error;
    }
    await pause(waitMs(AGAIN, tries, Math.random()));
  }
}

/** Loads a part of the page; while the server is away it goes on trying, for without it there is nothing to show. */
export function loadPart<T>(part: () => Promise<T>): Promise<T> {
  return patiently(part, () => true, Number.POSITIVE_INFINITY);
}
