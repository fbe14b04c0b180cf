/**
 * The chat as its customer sees it, built from what was sent and what was heard.
 *
 * Pure. Invariant: a line appears once, however often the network told of it; lines stand in the order of their times.
 */
import type { QuickReply, WireMessage } from './wire';

export interface ChatLine {
  /** Ours until the contact center names it, then its. */
  readonly key: string;
  readonly kind: 'said' | 'joined' | 'left';
  readonly text: string;
  readonly mine: boolean;
  readonly from: string | null;
  readonly at: number;
  readonly state: 'sending' | 'delivered' | 'failed';
  readonly quickReplies: readonly QuickReply[];
  /** The button that was pressed to say it. */
  readonly chosen?: QuickReply | undefined;
}

export type Thread = readonly ChatLine[];

/** Writes a line that is under way: words, or a button that was pressed. */
export function write(thread: Thread, key: string, said: string | QuickReply, at: number): Thread {
  const [text, chosen] = typeof said === 'string' ? [said, undefined] : [said.text, said];
  return [...thread, { key, kind: 'said', text, mine: true, from: null, at, state: 'sending', quickReplies: [], chosen }];
}

/** A line of ours as it goes on the wire, the first time and every time after. */
export function message({ text, chosen }: ChatLine): WireMessage {
  if (!chosen) return { type: 'Text', text };
  const buttonResponse = { type: 'QuickReply', text: chosen.text, payload: chosen.payload };
  return { type: 'Structured', text, content: [{ contentType: 'ButtonResponse', buttonResponse }] };
}

export function mark(thread: Thread, key: string, state: ChatLine['state']): Thread {
  return thread.map((line) => (line.key === key ? { ...line, state } : line));
}

/** Adds what was heard, live or from history. */
export function take(thread: Thread, message: WireMessage, heardAt: number, tracingId?: string): Thread {
  const line = read(message, heardAt);
  if (!line) return thread;
  const names = [message.metadata?.customMessageId, tracingId, line.key];
  const known = thread.find((one) => names.includes(one.key));
  if (!known) return [...thread, line].sort((a, b) => a.at - b.at);
  // Its place stays where the person wrote it: the contact center's clock may differ.
  const heard: ChatLine = { ...known, key: line.key, state: 'delivered', quickReplies: line.quickReplies };
  return thread.flatMap((one) => (one === known ? [heard] : names.includes(one.key) ? [] : [one]));
}

/** Whether the customer has said something in the conversation that goes on; the agent's leaving ends it. */
export function hasBegun(thread: Thread): boolean {
  const goodbye = thread.findLastIndex((line) => line.kind === 'left');
  return thread.slice(goodbye + 1).some((line) => line.mine);
}

/** Lines that were written but, as far as we know, never arrived. */
export function undelivered(thread: Thread): ChatLine[] {
  return thread.filter((line) => line.mine && line.state === 'sending');
}

/** Who speaks for the other side, by the latest line of theirs. */
export function partner(thread: Thread): string | null {
  return thread.findLast((line) => !line.mine && line.from)?.from ?? null;
}

/** The buttons that still stand: those of the last line, until somebody has said something else. */
export function openReplies(thread: Thread): readonly QuickReply[] {
  return thread.findLast((line) => line.kind === 'said')?.quickReplies ?? [];
}

function read(message: WireMessage, heardAt: number): ChatLine | null {
  const from = message.channel?.from;
  const line = {
    key: message.id ?? `heard-${heardAt}`,
    mine: message.direction === 'Inbound',
    from: from?.nickname ?? (([from?.firstName, from?.lastName].filter(Boolean).join(' ') || null)),
    at: message.channel?.time ? Date.parse(message.channel.time) : heardAt,
    state: 'delivered' as const,
  };
  if (message.type === 'Event') {
    const presence = message.events?.find((event) => event.eventType === 'Presence')?.presence?.type;
    if (line.mine || (presence !== 'Join' && presence !== 'Disconnect')) return null;
    return { ...line, kind: presence === 'Join' ? 'joined' : 'left', text: '', quickReplies: [] };
  }
  if (message.type !== 'Text' && message.type !== 'Structured') return null;
  const response = message.content?.find((content) => content.buttonResponse)?.buttonResponse;
  return {
    ...line,
    kind: 'said',
    text: message.text ?? response?.text ?? '',
    quickReplies: (message.content ?? []).flatMap((content) => (content.quickReply ? [content.quickReply] : [])),
  };
}
