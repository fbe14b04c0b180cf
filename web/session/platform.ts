/**
 * The Genesys Cloud Platform API as the staff pages use it: the wire types of just those fields, and one call each.
 *
 * Decides: that a 401 is answered by one silent renewal and one repeat.
 * Never: keeps what it fetched.
 */
import type { Auth } from './auth';
import { patiently } from './patience';
import type { Going, Routing } from './routing/wire';

/** A restart takes a second; a person who pressed a button is not asked to wait longer than this without a word. */
const PATIENCE_MS = 8_000;

export type SystemPresence =
  | 'Available' | 'Away' | 'Break' | 'Busy' | 'Idle' | 'Meal' | 'Meeting' | 'Offline' | 'OnQueue' | 'Training';
export type RoutingStatusName = 'OFF_QUEUE' | 'IDLE' | 'INTERACTING' | 'NOT_RESPONDING' | 'COMMUNICATING';

export interface EntityRef { id: string; name?: string }
export interface Page<T> { entities: T[]; total?: number; pageCount?: number }

export interface PresenceDefinition { id: string; systemPresence: SystemPresence; languageLabels?: Record<string, string>; deactivated?: boolean }
export interface UserPresence { presenceDefinition?: { id: string; systemPresence?: SystemPresence }; modifiedDate?: string }
export interface RoutingStatus { status: RoutingStatusName; startTime?: string }
export interface User {
  id: string;
  name: string;
  email?: string;
  title?: string;
  state?: string;
  presence?: UserPresence;
  routingStatus?: RoutingStatus;
  authorization?: { roles?: EntityRef[] };
  skills?: EntityRef[];
  languages?: EntityRef[];
}
export interface UserMe extends User { organization?: Organization }
export interface Organization { id: string; name: string; defaultLanguage?: string; domain?: string }
export interface Queue {
  id: string;
  name: string;
  description?: string;
  memberCount?: number;
  acwSettings?: { wrapupPrompt?: string; timeoutMs?: number };
  mediaSettings?: Partial<Record<'callback' | 'message', { alertingTimeoutSeconds?: number }>>;
}
export interface QueueMember { id: string; name?: string; user?: User; joined?: boolean; routingStatus?: RoutingStatus }
export interface WrapupCode { id: string; name: string }
export interface Prediction { formula: string; estimatedWaitTimeSeconds?: number }

export interface Wrapup { code?: string; name?: string; notes?: string }
export interface Segment { startTime?: string; endTime?: string; type?: string; disconnectType?: string }
export interface AfterCallWork { state?: 'unknown' | 'skipped' | 'pending' | 'complete' | 'notApplicable'; startTime?: string; endTime?: string }
export type CommunicationState =
  | 'alerting' | 'dialing' | 'contacting' | 'offering' | 'connected' | 'disconnected' | 'terminated' | 'scheduled' | 'parked' | 'none';

/** What callbacks and messages have in common on the wire. */
export interface Communication {
  id: string;
  state: CommunicationState;
  held?: boolean;
  startAlertingTime?: string;
  connectedTime?: string;
  disconnectedTime?: string;
  disconnectType?: string;
  segments?: Segment[];
  wrapup?: Wrapup;
  afterCallWork?: AfterCallWork;
  afterCallWorkRequired?: boolean;
  queueMediaSettings?: { alertingTimeoutSeconds?: number };
}
export interface Callback extends Communication { callbackUserName?: string; callbackNumbers?: string[] }
export interface MessageDetails {
  messageId: string;
  messageTime?: string;
  messageStatus?: string;
  messageMetadata?: { type?: string; events?: { eventType?: string; subType?: string }[] };
}
/** `v2.users.{id}.conversations.messages`: sessions are flattened onto their participants. */
export interface MessageEvent { id: string; participants: { purpose: string; messages?: Omit<MessageDetails, 'messageId'>[] }[] }
export interface Message extends Communication { messages?: MessageDetails[] }
export interface Participant {
  id: string;
  purpose: string;
  name?: string;
  userId?: string;
  queueId?: string;
  queueName?: string;
  startTime?: string;
  connectedTime?: string;
  endTime?: string;
  alertingTimeoutMs?: number;
  wrapupRequired?: boolean;
  wrapupPrompt?: string;
  wrapupTimeoutMs?: number;
  wrapup?: Wrapup;
  startAcwTime?: string;
  endAcwTime?: string;
  conversationRoutingData?: { language?: EntityRef; skills?: EntityRef[] };
  attributes?: Record<string, string>;
  callbacks?: Callback[];
  messages?: Message[];
}
export interface Conversation { id: string; startTime?: string; endTime?: string; participants: Participant[] }

export interface MessageContent {
  contentType: string;
  text?: { body?: string };
  quickReply?: { text: string; payload: string };
  buttonResponse?: { text?: string; payload?: string };
}
export interface MessageData {
  id: string;
  timestamp?: string;
  direction?: 'inbound' | 'outbound';
  status?: string;
  createdBy?: EntityRef;
  textBody?: string;
  normalizedMessage?: { type?: string; text?: string; content?: MessageContent[]; events?: { eventType: string }[] };
}
export interface QuickReply { text: string; payload: string }
export interface NotificationChannel { id: string; connectUri: string; expires?: string }

/** `GET /api/eyeline/v1/conversations/{id}/room`: the agent's way into the meeting. */
export interface RoomInvitation { room: { alias: string; ticket: string; node?: string }; display_name: string; media: 'video' | 'voice' }

export type Medium = 'callbacks' | 'messages';
/** Names one communication of one participant, as the media routes need it. */
export interface CommunicationRef { medium: Medium; conversation: string; participant: string; communication: string }

/** The server said no, in the platform's own error shape. */
export class Refused extends Error {
  constructor(readonly status: number, readonly code: string, message: string, readonly contextId?: string) {
    super(message);
  }
}
/** Nobody answered. */
export class Unreachable extends Error {}
/** No token can be had without asking the person. */
export class SignedOut extends Error {}

export class Platform {
  /** The server's clock minus ours: waiting times and count-downs are told by the server's. */
  skewMs = 0;
  private readonly auth: Pick<Auth, 'token' | 'renew'>;
  private readonly fetch: typeof globalThis.fetch;

  constructor(auth: Pick<Auth, 'token' | 'renew'>, fetch: typeof globalThis.fetch = globalThis.fetch.bind(globalThis)) {
    this.auth = auth;
    this.fetch = fetch;
  }

  me() { return this.get<UserMe>('/api/v2/users/me?expand=presence,routingStatus,organization,authorization'); }
  organization() { return this.get<Organization>('/api/v2/organizations/me'); }
  users() { return this.everyPage<User>('/api/v2/users?expand=presence,routingStatus,skills,languages,authorization'); }
  queues() { return this.everyPage<Queue>('/api/v2/routing/queues?'); }
  queueMembers(queue: string) { return this.everyPage<QueueMember>(`/api/v2/routing/queues/${queue}/members?`); }
  queuesOf(user: string) { return this.everyPage<Queue>(`/api/v2/users/${user}/queues?`); }
  estimatedWait(queue: string) {
    return this.get<{ results: Prediction[] }>(`/api/v2/routing/queues/${queue}/mediatypes/callback/estimatedwaittime`);
  }

  presenceDefinitions() { return this.get<Page<PresenceDefinition>>('/api/v2/presence/definitions'); }
  setPresence(user: string, definition: string) {
    return this.send<UserPresence>('PATCH', `/api/v2/users/${user}/presences/purecloud`, { presenceDefinition: { id: definition } });
  }
  setRoutingStatus(user: string, status: RoutingStatusName) {
    return this.send<RoutingStatus>('PUT', `/api/v2/users/${user}/routingstatus`, { status });
  }

  conversations() { return this.get<Page<Conversation>>('/api/v2/conversations'); }
  conversation(id: string) { return this.insist(() => this.get<Conversation>(`/api/v2/conversations/${id}`)); }
  /** Accept, decline, hold and end are all states of the participant. */
  patchParticipant(ref: CommunicationRef, change: { state?: 'connected' | 'disconnected'; held?: boolean }) {
    return this.insist(() => this.send<void>('PATCH', `/api/v2/conversations/${ref.medium}/${ref.conversation}/participants/${ref.participant}`, change));
  }
  wrapUp(ref: CommunicationRef, wrapup: { code: string; notes?: string }) {
    return this.insist(() => this.send<void>('POST', `/api/v2/conversations/${ref.medium}/${ref.conversation}/participants/${ref.participant}/communications/${ref.communication}/wrapup`, wrapup));
  }
  wrapupCodes(conversation: string, participant: string) {
    return this.get<WrapupCode[]>(`/api/v2/conversations/${conversation}/participants/${participant}/wrapupcodes`);
  }

  messages(conversation: string, ids: string[]) {
    return this.send<Page<MessageData>>('POST', `/api/v2/conversations/messages/${conversation}/messages/bulk`, ids);
  }
  sendMessage(ref: CommunicationRef, message: { textBody: string; quickReplies?: QuickReply[] }) {
    return this.send<MessageData>('POST', `/api/v2/conversations/messages/${ref.conversation}/communications/${ref.communication}/messages`, message);
  }
  typing(ref: CommunicationRef) {
    return this.send<void>('POST', `/api/v2/conversations/messages/${ref.conversation}/communications/${ref.communication}/typing`, { typing: { type: 'On', duration: 5000 } });
  }

  /** Answers when the room is open; the server holds the question for up to five seconds. */
  room(conversation: string) { return this.get<RoomInvitation>(`/api/eyeline/v1/conversations/${conversation}/room`); }

  /** What waits and goes on now, for whoever supervises. */
  going() { return this.get<Going>('/api/eyeline/v1/conversations'); }
  /** Why a conversation is where it is. */
  routing(conversation: string) { return this.get<Routing>(`/api/eyeline/v1/conversations/${conversation}/routing`); }

  openChannel() { return this.send<NotificationChannel>('POST', '/api/v2/notifications/channels', {}); }
  subscribe(channel: string, topics: string[]) {
    return this.send<unknown>('PUT', `/api/v2/notifications/channels/${channel}/subscriptions`, topics.map((id) => ({ id })));
  }

  private get<T>(path: string): Promise<T> { return this.send<T>('GET', path); }

  /** What is the same when said twice outlasts a server that restarts: nobody has to press again. */
  private insist<T>(request: () => Promise<T>): Promise<T> {
    return patiently(request, (failure) => failure instanceof Unreachable, PATIENCE_MS);
  }

  private async everyPage<T>(path: string): Promise<T[]> {
    const all: T[] = [];
    for (let page = 1; ; page += 1) {
      const { entities, pageCount } = await this.get<Page<T>>(`${path}&pageSize=100&pageNumber=${page}`.replace('?&', '?'));
      all.push(...entities);
      if (page >= (pageCount ?? 1)) return all;
    }
  }

  private async send<T>(method: string, path: string, body?: unknown): Promise<T> {
    let answer = await this.attempt(method, path, body, this.auth.token ?? (await this.renewed()));
    if (answer.status === 401) answer = await this.attempt(method, path, body, await this.renewed());
    if (answer.status === 401) throw new SignedOut();
    if (!answer.ok) throw await refusal(answer);
    const text = await answer.text();
    return (text ? JSON.parse(text) : undefined) as T;
  }

  private async renewed(): Promise<string> {
    const token = await this.auth.renew().catch((cause: unknown) => { throw new Unreachable('sign-in', { cause }); });
    if (!token) throw new SignedOut();
    return token;
  }

  private async attempt(method: string, path: string, body: unknown, token: string): Promise<Response> {
    const headers: Record<string, string> = { Authorization: `Bearer ${token}` };
    if (body !== undefined) headers['Content-Type'] = 'application/json';
    const answer = await this.fetch(path, { method, headers, body: body === undefined ? undefined : JSON.stringify(body) })
      .catch((cause: unknown) => { throw new Unreachable(path, { cause }); });
    if (answer.status === 502 || answer.status === 503 || answer.status === 504) throw new Unreachable(path);
    const date = Date.parse(answer.headers.get('Date') ?? '');
    // The header has whole seconds: half of one is the best guess at the rest, and less than a second is no skew.
    if (!Number.isNaN(date)) this.skewMs = Math.abs(date + 500 - Date.now()) < 1500 ? 0 : date + 500 - Date.now();
    return answer;
  }
}

async function refusal(answer: Response): Promise<Refused> {
  const body = (await answer.json().catch(() => ({}))) as { code?: string; message?: string; contextId?: string };
  return new Refused(answer.status, body.code ?? 'internal.server.error', body.message ?? answer.statusText, body.contextId);
}
