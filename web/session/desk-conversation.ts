/**
 * What a conversation means to one agent, read off the platform's wire shape.
 *
 * Pure: the wire, the agent and the clock in; a view out.
 * Start reading at [`conversationFor`].
 */
import type {
  Communication, CommunicationRef, Conversation, Medium, MessageEvent, Participant, Segment,
} from './platform';

/** One of this agent's sessions on one medium. */
export interface Session {
  ref: CommunicationRef;
  queue: string | undefined;
  stage: Stage;
}

export type Stage =
  | { at: 'alerting'; since: number; until: number }
  | { at: 'talking'; since: number; held: boolean }
  /** `until` is null where after-call work has no end. */
  | { at: 'wrap-up'; since: number; until: number | null; talkedMs: number }
  | { at: 'over' };

export interface Fact { name: string; value: string }

export interface TimelineEntry {
  at: number;
  /** Whether it is over, where that is a question. */
  over: boolean;
  /** How long it took, where that says something. */
  lastedMs?: number;
  what: 'started' | 'waited' | 'offered' | 'declined' | 'unanswered' | 'accepted' | 'held' | 'ended' | 'wrapped-up';
  medium: Medium;
  who?: string;
  mine: boolean;
  queue?: string;
}

export interface DeskConversation {
  id: string;
  startedAt: number;
  customer: {
    name: string;
    /** A language tag as the customer's page gave it, or the routing language's name. */
    language?: string;
    reason?: string;
    email?: string;
    phone?: string;
    others: Fact[];
  };
  chat: Session | null;
  call: Session | null;
  /** Who else has the chat, where this agent was only brought in for the call. */
  chatIsWith: string | null;
  /** What the customer asked for; the room has the last word. */
  media: 'video' | 'voice';
  /** Since when the customer has waited for what now rings. */
  waitingSince: number;
  timeline: TimelineEntry[];
}

const MEDIA: readonly Medium[] = ['messages', 'callbacks'];
const ALERTING_MS = 20_000;
/** Shown under labels of ours, or the same said twice: a form's subject becomes the reason. */
const SHOWN_BY_NAME = new Set(['name', 'email', 'phone', 'locale', 'reason', 'language', 'veSubject']);

/**
 * Whether an event of the media topic only says that the customer is typing.
 * There a message stands directly in the participant's list, without the session around it.
 */
export function saysTyping({ participants }: MessageEvent): boolean {
  return participants.some(({ purpose, messages = [] }) =>
    purpose === 'customer' && messages.some(({ messageMetadata }) => messageMetadata?.events?.some(({ eventType }) => eventType === 'Typing')));
}

export interface Reader {
  agent: string;
  /** Server clock minus ours. */
  skewMs: number;
  now: number;
}

/** Null when nothing in it is this agent's any more. */
export function conversationFor(wire: Conversation, reader: Reader): DeskConversation | null {
  const chat = sessionOf(wire, 'messages', reader);
  const call = sessionOf(wire, 'callbacks', reader);
  if (!isLive(chat) && !isLive(call)) return null;
  return {
    id: wire.id,
    startedAt: time(wire.startTime, reader) ?? reader.now,
    customer: customerOf(wire),
    chat,
    call,
    chatIsWith: wire.participants.find(({ userId, messages }) => userId && userId !== reader.agent && messages?.some(({ state }) => state === 'connected'))?.name ?? null,
    media: said(wire)['eyeline.media'] === 'voice' ? 'voice' : 'video',
    waitingSince: waitingSince(wire, call?.stage.at === 'alerting' ? 'callbacks' : 'messages', reader),
    timeline: timelineOf(wire, reader),
  };
}

export function isLive(session: Session | null): session is Session {
  return session !== null && session.stage.at !== 'over';
}

/** What rings in this conversation, if anything does. */
export function ringing(conversation: DeskConversation): Session | null {
  return [conversation.call, conversation.chat].find((session) => session?.stage.at === 'alerting') ?? null;
}

/**
 * An event says everything about who takes part but lacks segments and the time an alert began, which only a fetched
 * conversation has: what it leaves out stays as it was known, and an alert first heard of began when it was heard of.
 */
export function merge(known: Conversation | undefined, event: Conversation, heardAt: number): Conversation {
  return {
    ...known,
    ...event,
    participants: event.participants.map((participant) => {
      const before = known?.participants.find(({ id }) => id === participant.id);
      const merged: Participant = { ...before, ...participant };
      for (const medium of MEDIA) {
        merged[medium] = (participant[medium] ?? before?.[medium])?.map((communication) => {
          const alerting = communication.state === 'alerting' && { startAlertingTime: new Date(heardAt).toISOString() };
          return { ...alerting, ...before?.[medium]?.find(({ id }) => id === communication.id), ...communication };
        });
      }
      return merged;
    }),
  };
}

function sessionOf(wire: Conversation, medium: Medium, reader: Reader): Session | null {
  const sessions = wire.participants
    .filter((participant) => participant.userId === reader.agent && participant.purpose !== 'customer')
    .flatMap((participant) => (participant[medium] ?? []).map((communication: Communication): Session => ({
      ref: { medium, conversation: wire.id, participant: participant.id, communication: communication.id },
      queue: participant.queueName ?? queueName(wire, participant.queueId),
      stage: stageOf(participant, communication, reader),
    })));
  // An earlier offer that was declined does not hide the one that rings now.
  return sessions.findLast(isLive) ?? sessions.at(-1) ?? null;
}

function stageOf(participant: Participant, communication: Communication, reader: Reader): Stage {
  const connectedAt = time(communication.connectedTime ?? participant.connectedTime, reader);
  switch (communication.state) {
    case 'alerting':
    case 'offering': {
      const since = Math.min(time(communication.startAlertingTime, reader) ?? reader.now, reader.now);
      return { at: 'alerting', since, until: since + alertingMs(participant, communication) };
    }
    case 'connected':
    case 'dialing':
    case 'contacting':
      return { at: 'talking', since: connectedAt ?? reader.now, held: communication.held === true };
    default: {
      if (!connectedAt || !owesWrapUp(participant, communication)) return { at: 'over' };
      const since = time(communication.afterCallWork?.startTime ?? participant.startAcwTime ?? communication.disconnectedTime, reader) ?? reader.now;
      const limited = participant.wrapupPrompt === 'timeout' || participant.wrapupPrompt === 'forcedTimeout';
      return {
        at: 'wrap-up',
        since,
        until: limited && participant.wrapupTimeoutMs ? since + participant.wrapupTimeoutMs : null,
        talkedMs: since - connectedAt,
      };
    }
  }
}

function alertingMs(participant: Participant, communication: Communication): number {
  const seconds = communication.queueMediaSettings?.alertingTimeoutSeconds;
  return participant.alertingTimeoutMs ?? (seconds ? seconds * 1000 : ALERTING_MS);
}

function owesWrapUp(participant: Participant, communication: Communication): boolean {
  switch (communication.afterCallWork?.state) {
    case 'pending': return true;
    case 'complete':
    case 'skipped':
    case 'notApplicable': return false;
    default: {
      const required = communication.afterCallWorkRequired ?? participant.wrapupRequired ?? false;
      return required && !communication.wrapup && !participant.wrapup && !participant.endAcwTime;
    }
  }
}

function customerOf(wire: Conversation): DeskConversation['customer'] {
  const customers = wire.participants.filter(({ purpose }) => purpose === 'customer' || purpose === 'external');
  const attributes = said(wire);
  const callbacks = wire.participants.flatMap((participant) => participant.callbacks ?? []);
  const routing = wire.participants.findLast(({ conversationRoutingData }) => conversationRoutingData?.language)?.conversationRoutingData;
  return {
    name: attributes['name'] || customers.find(({ name }) => name)?.name || callbacks.find(({ callbackUserName }) => callbackUserName)?.callbackUserName || '',
    language: attributes['language'] || attributes['locale'] || routing?.language?.name,
    reason: attributes['reason'] || undefined,
    email: attributes['email'] || undefined,
    phone: attributes['phone'] || callbacks.find(({ callbackNumbers }) => callbackNumbers?.[0])?.callbackNumbers?.[0] || undefined,
    // Names with a dot belong to the systems behind us.
    others: Object.entries(attributes).filter(([name, value]) => value && !SHOWN_BY_NAME.has(name) && !name.includes('.')).map(([name, value]) => ({ name, value })),
  };
}

/** Everybody's attributes; the customer's own win. */
function said(wire: Conversation): Record<string, string> {
  const inOrder = [...wire.participants].sort((a, b) => Number(a.purpose === 'customer') - Number(b.purpose === 'customer'));
  return Object.assign({}, ...inOrder.map(({ attributes }) => attributes)) as Record<string, string>;
}

function waitingSince(wire: Conversation, medium: Medium, reader: Reader): number {
  const waiting = wire.participants.findLast((participant) => participant.purpose === 'acd' && (participant[medium]?.length ?? 0) > 0);
  const began = waiting?.[medium]?.[0]?.connectedTime ?? waiting?.connectedTime ?? waiting?.startTime ?? wire.startTime;
  return time(began, reader) ?? reader.now;
}

function timelineOf(wire: Conversation, reader: Reader): TimelineEntry[] {
  return wire.participants
    .flatMap((participant) => MEDIA.flatMap((medium) => (participant[medium] ?? []).flatMap((communication: Communication) => {
      const who = { medium, who: participant.name, mine: participant.userId === reader.agent, queue: participant.queueName ?? queueName(wire, participant.queueId) };
      const told = (what: TimelineEntry['what'], from: string | undefined, to: string | undefined, at = from): TimelineEntry[] => {
        const [began, ended, shown] = [time(from, reader), time(to, reader), time(at, reader)];
        if (began === undefined || shown === undefined) return [];
        return [{ ...who, what, at: shown, over: ended !== undefined, ...(ended === undefined ? {} : { lastedMs: ended - began }) }];
      };
      return toldBy(participant, communication, told);
    })))
    .sort((a, b) => b.at - a.at);
}

type Told = (what: TimelineEntry['what'], from: string | undefined, to: string | undefined, at?: string) => TimelineEntry[];

function toldBy({ purpose, connectedTime }: Participant, communication: Communication, told: Told): TimelineEntry[] {
  const segments = communication.segments ?? [];
  const first = segments[0];
  switch (purpose) {
    case 'customer':
    case 'external':
      return told('started', first?.startTime ?? communication.connectedTime ?? connectedTime, undefined);
    case 'acd':
      return told('waited', first?.startTime, first?.endTime);
    case 'agent':
    case 'user':
      return [
        ...segments.flatMap((segment) => toldBySegment(segment, told)),
        ...told('accepted', communication.connectedTime, undefined),
        ...(communication.connectedTime && communication.disconnectedTime ? told('ended', communication.connectedTime, communication.disconnectedTime, communication.disconnectedTime) : []),
      ];
    default: return [];
  }
}

/** Accepting and ending are told once for the whole session: hold cuts it into several segments. */
function toldBySegment({ type, startTime, endTime, disconnectType }: Segment, told: Told): TimelineEntry[] {
  switch (type?.toLowerCase()) {
    case 'alert':
      if (!endTime) return told('offered', startTime, undefined);
      if (disconnectType === 'timeout' || disconnectType === 'transfer.noanswer') return told('unanswered', startTime, undefined, endTime);
      return disconnectType === 'client' ? told('declined', startTime, undefined, endTime) : [];
    case 'hold': return told('held', startTime, endTime);
    case 'wrapup': return endTime ? told('wrapped-up', startTime, undefined, endTime) : [];
    default: return [];
  }
}

function queueName(wire: Conversation, queue: string | undefined): string | undefined {
  if (!queue) return undefined;
  const inIt = wire.participants.filter(({ queueId }) => queueId === queue);
  // Events leave the queue's name out, but the queue's own participant is called by it.
  return inIt.find(({ queueName }) => queueName)?.queueName ?? inIt.find(({ purpose }) => purpose === 'acd')?.name;
}

function time(wire: string | null | undefined, { skewMs }: Reader): number | undefined {
  const at = Date.parse(wire ?? '');
  return Number.isNaN(at) ? undefined : at - skewMs;
}
