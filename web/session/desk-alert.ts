/**
 * What rings at the desk, and what is said about it when.
 *
 * Pure: conversations and the time in, an alert out. The count-down is spoken twice: when it begins and ten seconds before it ends.
 */
import { ringing, type DeskConversation, type Session } from './desk-conversation';

export interface Alert {
  conversation: DeskConversation;
  session: Session;
  medium: 'video' | 'chat';
  secondsLeft: number;
  /** What is left of the time to answer: 1 at first, 0 at the end. */
  share: number;
  waitedMs: number;
}

export const LAST_CALL_S = 10;

/** The oldest alert: the platform alerts one at a time, but a slow page may learn of two at once. */
export function currentAlert(conversations: Iterable<DeskConversation>, now: number): Alert | null {
  let first: Alert | null = null;
  let firstSince = Infinity;
  for (const conversation of conversations) {
    const session = ringing(conversation);
    if (session?.stage.at !== 'alerting' || session.stage.since >= firstSince) continue;
    const { since, until } = session.stage;
    firstSince = since;
    first = {
      conversation,
      session,
      medium: session.ref.medium === 'callbacks' ? 'video' : 'chat',
      // Clocks tick apart: never more than there was.
      secondsLeft: Math.ceil(Math.min(until - since, Math.max(0, until - now)) / 1000),
      share: Math.min(1, Math.max(0, (until - now) / (until - since))),
      waitedMs: Math.max(0, now - conversation.waitingSince),
    };
  }
  return first;
}

export type Announcement = 'rings' | 'last-call';

/** Compares what was with what is; most seconds say nothing. */
export function announcement(before: Alert | null, now: Alert | null): Announcement | null {
  if (!now) return null;
  if (before?.session.ref.communication !== now.session.ref.communication) return 'rings';
  return before.secondsLeft > LAST_CALL_S && now.secondsLeft <= LAST_CALL_S ? 'last-call' : null;
}
