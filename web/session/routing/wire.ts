/** What the platform says of conversations in queues, as it stands on the wire: times are ISO 8601, counts are whole. */

/** What is no more has no name. */
export interface Named { id: string; name?: string }

/** `GET /api/eyeline/v1/conversations`: what waits and goes on now; at most 500, and `more` that are left off. */
export interface Going { at: string; conversations: GoingConversation[]; more: number }

export interface GoingConversation {
  id: string;
  customer: string | null;
  mediaType: MediaType;
  queue: Named | null;
  state: 'flow' | 'waiting' | 'ringing' | 'connected' | 'wrapping_up';
  agent: Named | null;
  /** Since when in this state; what waits or rings: since when in line. */
  since: string;
  priority: number;
}

export type MediaType = 'message' | 'callback';

/** `GET /api/eyeline/v1/conversations/{id}/routing`: every stay in a queue, the oldest first. */
export interface Routing { conversationId: string; at: string; stays: Stay[] }

export interface Stay {
  queue: Named;
  mediaType: MediaType;
  since: string;
  until: string | null;
  /** Null while it waits. */
  end: 'answered' | 'abandoned' | 'transferred' | null;
  needs: Needs;
  decisions: Decision[];
  /** How the search stands, while it waits or rings. */
  now: Search | null;
}

export interface Needs {
  priority: number;
  skills: Named[];
  language: Named | null;
  preferred: { agent: Named; score: number }[];
  direct: Named | null;
}

export type Method = 'manual' | 'direct' | 'last_agent' | 'owner' | 'preferred' | 'conditional' | 'bullseye' | 'predictive' | 'standard';

export interface Decision {
  at: string;
  agent: Named;
  foundBy: Method;
  /** The preferred or conditional rule, counted from zero, or the ring, from one. */
  stage: number;
  compared: number;
  /** Null when not within the last seven days. */
  idleSince: string | null;
  /** How well the agent meets the needs, on average; 0 to 5. */
  stars: number;
  runnerUp: Named | null;
  lookedAt: number;
  /** Further ones who could have had it, the next first; at most five. */
  candidates: { agent: Named; idleSince: string | null }[];
  keptAway: KeptAway[];
  /** Null while it rings. */
  end: 'answered' | 'no_answer' | 'declined' | 'withdrawn' | null;
  endedAt: string | null;
}

export type Obstacle =
  | 'not_named' | 'not_a_member' | 'below_ring' | 'not_in_groups' | 'off_queue' | 'not_responding' | 'alerting'
  | 'no_capacity' | 'no_label_capacity' | 'lacks_skill' | 'lacks_language' | 'fails_expression';

/** Agents whom the same thing keeps away; at most five of them by name. */
export interface KeptAway { by: Obstacle; of: Named | null; count: number; some: Named[] }

export interface Search {
  position: number | null;
  estimatedWaitSeconds: number | null;
  formula: 'SIMPLE' | 'ABANDON' | null;
  method: Method;
  stage: number;
  /** When the search goes on by itself. */
  until: string | null;
  lookedAt: number;
  candidates: number;
  first: Named[];
  keptAway: KeptAway[];
}
