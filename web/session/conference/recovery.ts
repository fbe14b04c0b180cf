/**
 * What to do about a call that does not flow.
 *
 * Holds: nothing. Decides: wait, restart the media path, or take the seat again. Never: acts.
 * Start reading at {@link remedy}.
 */
export interface Health {
  readonly media: RTCPeerConnectionState;
  /** Since when `media` is what it is. */
  readonly mediaSince: number;
  /** Since when the node does not answer, or null. */
  readonly silentSince: number | null;
  /** When the media path was last restarted in this trouble, or null. */
  readonly restartedAt: number | null;
}

export type Remedy = 'none' | 'wait' | 'restart-media' | 'rejoin';

/** Browsers come back from short gaps by themselves. */
const PATIENCE_MS = 1_500;
/** A restarted path that is not up by now will not come up. */
const RESTART_MS = 6_000;

export function remedy(health: Health, now: number): Remedy {
  if (health.silentSince !== null) return 'wait'; // Nothing can be asked of a node that does not answer.
  switch (health.media) {
    case 'connected':
      return 'none';
    case 'new':
    case 'connecting':
      return now - health.mediaSince > RESTART_MS ? 'rejoin' : 'wait';
    case 'disconnected':
    case 'failed':
      if (health.media === 'disconnected' && now - health.mediaSince < PATIENCE_MS) return 'wait';
      if (health.restartedAt === null) return 'restart-media';
      return now - health.restartedAt > RESTART_MS ? 'rejoin' : 'wait';
    case 'closed':
      return 'rejoin';
  }
}

/** How a refused or failed request of a joined participant is answered. */
export function afterFailure(status: number | null): 'retry' | 'rejoin' {
  // 401/403/404: the token or the room is not known any more, as after a restart of the node.
  return status === 401 || status === 403 || status === 404 ? 'rejoin' : 'retry';
}
