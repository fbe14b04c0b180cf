import type { Escalation } from '../escalation/escalation';

/** Where on the way from the first word to the goodbye the customer stands. */
export type Step = 'form' | 'chat' | 'consent' | 'check' | 'asking' | 'resuming' | 'waiting' | 'ringing' | 'call' | 'ended';

/** What this page knows by itself; the rest the server says. */
export interface Local {
  readonly view: 'form' | 'chat' | 'consent' | 'check';
  /** The escalation this page follows. */
  readonly code: string | null;
  /** Whether one is being asked for now. */
  readonly asking: boolean;
  /** Whether the customer looks at the chat while waiting or after the end. */
  readonly aside: boolean;
  /** Whether a customer who is being called back would rather talk on this page. */
  readonly here: boolean;
}

/** The server's word outweighs ours: a reload lands where the conversation is, not where the page was. */
export function stepOf({ view, code, asking, aside, here }: Local, escalation: Escalation | null): Step {
  if (asking) return 'asking';
  if (!code) return view;
  switch (escalation?.stage) {
    case undefined:
      return 'resuming';
    case 'waiting':
      return aside ? 'chat' : 'waiting';
    case 'meeting':
    case 'interrupted':
      return escalation.call_back && !here ? 'ringing' : 'call';
    case 'ended':
      return aside ? 'chat' : 'ended';
  }
}
