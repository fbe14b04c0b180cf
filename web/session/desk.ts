/**
 * The agent's desk: everything its screens show, and every verb they may call.
 *
 * Holds: who the agent is, what is selected, the line to the platform, the one call.
 * Decides: when the desk is open, what rings, when a call is joined and left, which tab is the desk.
 * Never: draws anything, or speaks a language.
 *
 * Start reading at [`Desk.start`], then [`Desk.hear`].
 */
import { batch, computed, effect, signal, type ReadonlySignal } from '@preact/signals';
import { Auth } from './auth';
import { waitMs, type Backoff } from './backoff';
import { announcement, currentAlert, type Alert, type Announcement } from './desk-alert';
import { DeskCall } from './desk-call';
import { isLive, type DeskConversation, type Session } from './desk-conversation';
import { DeskConversations } from './desk-conversations';
import { Drafts } from './desk-drafts';
import { Whereabouts, type DeskPlace } from './desk-place';
import { DeskPresence } from './desk-presence';
import { Ring } from './desk-ring';
import { DeskTab } from './desk-tab';
import type { Thread } from './desk-thread';
import { WrapUp, WrapUps } from './desk-wrap-up';
import { Devices } from './devices';
import { Live } from './live/live';
import { probe, type NetworkWord } from './network';
import { Notifications } from './notifications';
import {
  Platform, Refused, SignedOut, Unreachable,
  type Conversation, type MessageEvent, type Queue, type RoutingStatus, type SystemPresence, type UserMe, type UserPresence,
} from './platform';
import { Why } from './routing/why';
import { START_VIDEO } from './start-video';

export type Phase =
  | { at: 'opening' }
  /** Could not be opened yet; `nextTryAt` is null while a try is under way. */
  | { at: 'unreachable'; since: number; nextTryAt: number | null }
  /** The agent's desk is open in another tab. */
  | { at: 'elsewhere' }
  | { at: 'open' };

/** Something the agent asked for did not happen. */
export interface Trouble {
  what: 'offer-gone' | 'not-accepted' | 'not-declined' | 'not-ended' | 'not-held' | 'not-wrapped-up' | 'presence-kept';
  /** Short, to quote to somebody who can look it up. */
  reference?: string;
}

export interface QueueLine { id: string; name: string; waitS: number | null }

/** Who has the desk, and what is theirs. Comes into being when the platform has said who signed in. */
export interface Agent {
  me: UserMe;
  presence: DeskPresence;
  conversations: DeskConversations;
  tab: DeskTab;
}

const QUEUES_MS = 30_000;
const BACKOFF: Backoff = { firstMs: 1_000, limitMs: 15_000 };

export class Desk {
  private readonly phaseNow = signal<Phase>({ at: 'opening' });
  private readonly agentNow = signal<Agent | null>(null);
  private readonly chosen = signal<string | null>(null);
  private readonly clock = signal(Date.now());
  private readonly queueLines = signal<QueueLine[]>([]);
  /** Conversations whose alert has been answered, until the platform says so too. */
  private readonly answered = signal<ReadonlySet<string>>(new Set());
  private readonly networkNow = signal<NetworkWord | null>(null);
  private readonly troubleNow = signal<Trouble | null>(null);
  private readonly callNow = signal<DeskCall | null>(null);
  private readonly saidNow = signal<{ what: Announcement; alert: Alert } | null>(null);

  private readonly platform: Platform;
  private readonly notifications: Notifications;
  private readonly wrapUps = new WrapUps((conversation) => new WrapUp(conversation, this.mine.me.id, this.drafts, this.platform));
  /** Calls that are left here while the platform still has them going on. */
  private readonly leaving = new Set<string>();
  private readonly ring = new Ring();
  private readonly whereabouts = new Whereabouts();
  private failures = 0;
  private retry: ReturnType<typeof setTimeout> | undefined;

  readonly drafts = new Drafts();
  /** Checked while it is quiet, used by the call. */
  readonly devices = new Devices();
  /** Every conversation, for whoever supervises. */
  readonly live: Live;
  readonly phase: ReadonlySignal<Phase> = this.phaseNow;
  readonly place: ReadonlySignal<DeskPlace> = this.whereabouts.place;
  readonly agent: ReadonlySignal<Agent | null> = this.agentNow;
  /** Whether everybody's conversations are this person's business. */
  readonly supervises: ReadonlySignal<boolean> = computed(() => this.hasRole('supervisor') || this.hasRole('administrator'));
  readonly administers: ReadonlySignal<boolean> = computed(() => this.hasRole('administrator'));
  /** Ticks every second. */
  readonly now: ReadonlySignal<number> = this.clock;
  readonly queues: ReadonlySignal<QueueLine[]> = this.queueLines;
  /** Null until the check has an answer. */
  readonly network: ReadonlySignal<NetworkWord | null> = this.networkNow;
  readonly trouble: ReadonlySignal<Trouble | null> = this.troubleNow;
  readonly call: ReadonlySignal<DeskCall | null> = this.callNow;
  /** The latest thing to say about the alert: once when it begins, once at ten seconds. */
  readonly said: ReadonlySignal<{ what: Announcement; alert: Alert } | null> = this.saidNow;

  readonly conversations: ReadonlySignal<DeskConversation[]> = computed(() => this.agentNow.value?.conversations.all.value ?? []);
  readonly selected: ReadonlySignal<DeskConversation | null> = computed(() =>
    this.conversations.value.find(({ id }) => id === this.chosen.value) ?? this.conversations.value.find((one) => !onlyRings(one)) ?? null);
  readonly alert: ReadonlySignal<Alert | null> = computed(() =>
    currentAlert(this.conversations.value.filter(({ id }) => !this.answered.value.has(id)), this.clock.value));

  constructor(private readonly auth: Auth = new Auth()) {
    this.platform = new Platform(auth);
    this.live = new Live(this.platform, () => this.auth.askPerson());
    this.notifications = new Notifications({
      openChannel: () => this.platform.openChannel(),
      subscribe: (channel, topics) => this.platform.subscribe(channel, topics),
      onLive: () => void this.catchUp(),
      onEvent: (topic, body) => this.hear(topic, body),
      onFailure: (failure) => { if (failure instanceof SignedOut) this.auth.askPerson(); },
    });
  }

  get line() { return this.notifications.line; }

  start(): Promise<void> {
    setInterval(() => { this.clock.value = Date.now(); }, 1_000);
    setInterval(() => void this.lookAtQueues(), QUEUES_MS);
    addEventListener('online', () => this.tryNow());
    return this.open();
  }

  /** "Use it here", where the desk is open in another tab. */
  useHere(): void { this.agentNow.peek()?.tab.take(); }

  tryNow(): void {
    if (this.phaseNow.peek().at === 'unreachable') void this.open();
    else this.notifications.tryNow();
  }

  signOut(): void { this.auth.signOut(); }
  /** A person touched the page: from now on it may sound. */
  touched(): void { this.ring.wake(); }
  dismissTrouble(): void { this.troubleNow.value = null; }
  select(conversation: string): void { this.chosen.value = conversation; }
  /** Looks elsewhere; whatever goes on at the desk goes on. */
  go(place: DeskPlace): void { this.whereabouts.go(place); }
  why(conversation: string): Why { return new Why(conversation, this.platform, this.now, () => this.auth.askPerson()); }

  /** Accepts what rings. The camera and the room are asked for at once, beside the platform. */
  async accept(): Promise<void> {
    const alert = this.alert.peek();
    if (!alert) return;
    const { conversation: { id }, session } = alert;
    const joins = session.ref.medium === 'callbacks';
    batch(() => {
      this.markAnswered(id, true);
      this.chosen.value = id;
      this.whereabouts.go({ at: 'desk' });
      if (joins) this.joinCall(id);
    });
    try {
      await this.platform.patchParticipant(session.ref, { state: 'connected' });
    } catch (failure) {
      if (joins) this.leaveCall();
      this.report(failure, failure instanceof Refused && failure.status < 500 ? 'offer-gone' : 'not-accepted');
    }
    await this.look(id);
    this.markAnswered(id, false);
  }

  async decline(): Promise<void> {
    const alert = this.alert.peek();
    if (!alert) return;
    const { conversation: { id }, session } = alert;
    this.markAnswered(id, true);
    await this.attempt('not-declined', () => this.platform.patchParticipant(session.ref, { state: 'disconnected' }));
    await this.look(id);
    this.markAnswered(id, false);
  }

  async setOnQueue(on: boolean): Promise<void> {
    const presence = this.agentNow.peek()?.presence;
    await this.attempt('presence-kept', async () => {
      if (!on) await presence?.goOffQueue();
      else if (presence?.notResponding.peek()) await presence.backOnQueue();
      else await presence?.goOnQueue();
    });
  }

  async choosePresence(choice: SystemPresence): Promise<void> {
    await this.attempt('presence-kept', async () => this.agentNow.peek()?.presence.choose(choice));
  }

  thread(conversation: string): Thread { return this.mine.conversations.thread(conversation); }
  unread(conversation: string): number { return this.mine.conversations.unread(conversation); }

  write(conversation: DeskConversation, text: string): void {
    this.drafts.write('message', conversation.id, text);
    if (text && conversation.chat?.stage.at === 'talking') this.thread(conversation.id).typing(conversation.chat.ref);
  }

  send(conversation: DeskConversation): void {
    const text = this.drafts.read('message', conversation.id).trim();
    if (!text || conversation.chat?.stage.at !== 'talking') return;
    this.drafts.write('message', conversation.id, '');
    this.thread(conversation.id).send(conversation.chat.ref, text);
  }

  /** The words are the screen's, in its language; the payload is what the customer's page understands. */
  offerVideo(conversation: DeskConversation, words: { invitation: string; answer: string }): void {
    if (conversation.chat?.stage.at !== 'talking') return;
    this.thread(conversation.id).send(conversation.chat.ref, words.invitation, [{ text: words.answer, payload: START_VIDEO }]);
  }

  async end(session: Session): Promise<void> {
    const { medium, conversation } = session.ref;
    if (medium === 'callbacks') {
      this.leaving.add(conversation);
      this.leaveCall();
    }
    await this.attempt('not-ended', () => this.platform.patchParticipant(session.ref, { state: 'disconnected' }));
    await this.look(conversation);
    this.leaving.delete(conversation);
    this.followCall(this.conversations.peek());
  }

  /** On hold neither side sees or hears the other. */
  async hold(session: Session, held: boolean): Promise<void> {
    await this.attempt('not-held', async () => {
      await this.platform.patchParticipant(session.ref, { held });
      await this.callNow.peek()?.hold(held);
    });
    await this.look(session.ref.conversation);
  }

  wrapUp(conversation: string): WrapUp { return this.wrapUps.of(conversation); }

  async fetchWrapUpCodes(session: Session): Promise<void> {
    await this.attempt('not-wrapped-up', () => this.wrapUp(session.ref.conversation).fetchCodes(session));
  }

  async finish(conversation: DeskConversation): Promise<void> {
    await this.attempt('not-wrapped-up', () => this.wrapUp(conversation.id).done(conversation));
    await this.look(conversation.id);
  }

  /** How one looks and sounds, while it is quiet. */
  async checkDevices(): Promise<void> {
    this.networkNow.value = null;
    void this.devices.openMicrophone();
    void this.devices.openCamera();
    this.networkNow.value = await probe('');
  }

  stopChecking(): void {
    if (!this.callNow.peek()) this.devices.close();
  }

  /** Flashes and sounds with these words; an empty title is silence. */
  ringWith(title: string): void {
    if (title) this.ring.start(title);
    else this.ring.stop();
  }

  /** Signs in, learns who this is, takes the desk. Tries again until it can. */
  private async open(): Promise<void> {
    clearTimeout(this.retry);
    const before = this.phaseNow.peek();
    if (before.at === 'unreachable') this.phaseNow.value = { ...before, nextTryAt: null };
    try {
      const [me, definitions] = await Promise.all([this.platform.me(), this.platform.presenceDefinitions()]);
      this.auth.keepTo(me.id);
      const presence = new DeskPresence(me.id, this.platform);
      presence.define(definitions.entities);
      this.takeOver({ me, presence, conversations: new DeskConversations(me.id, this.platform), tab: new DeskTab(me.id) });
    } catch (failure) {
      if (failure instanceof SignedOut) return this.auth.askPerson();
      if (!(failure instanceof Unreachable || failure instanceof Refused)) throw failure;
      const pauseMs = waitMs(BACKOFF, this.failures, Math.random());
      this.failures += 1;
      this.phaseNow.value = { at: 'unreachable', since: before.at === 'unreachable' ? before.since : Date.now(), nextTryAt: Date.now() + pauseMs };
      this.retry = setTimeout(() => void this.open(), pauseMs);
    }
  }

  private takeOver(agent: Agent): void {
    this.agentNow.value = agent;
    agent.tab.take();
    effect(() => { if (agent.tab.active.value) this.resume(agent); else this.stepBack(agent); });
    effect(() => this.followAlert(this.alert.value));
    effect(() => this.followCall(this.conversations.value));
    effect(() => this.forgetOthers(this.conversations.value));
    effect(() => { if (this.selected.value && this.place.value.at === 'desk') agent.conversations.read(this.selected.value.id); });
  }

  private resume({ me, presence }: Agent): void {
    batch(() => {
      this.phaseNow.value = { at: 'open' };
      presence.hear(me);
    });
    this.notifications.start(['conversations', 'conversations.messages', 'presence', 'routingStatus'].map((topic) => `v2.users.${me.id}.${topic}`));
    void this.lookAtQueues();
  }

  private stepBack({ conversations }: Agent): void {
    this.notifications.stop();
    this.callNow.peek()?.handOver();
    batch(() => {
      this.callNow.value = null;
      conversations.clear();
      this.phaseNow.value = { at: 'elsewhere' };
    });
  }

  private hear(topic: string, body: unknown): void {
    const { conversations, presence } = this.mine;
    const [, , , kind, medium] = topic.split('.');
    if (medium === 'messages') conversations.hearTyping(body as MessageEvent);
    else if (kind === 'conversations') conversations.hear(body as Conversation);
    else if (kind === 'presence') presence.hearPresence(body as UserPresence);
    else if (kind === 'routingStatus') presence.hearRouting((body as { routingStatus: RoutingStatus }).routingStatus);
  }

  /** The line is up, perhaps after a gap. */
  private async catchUp(): Promise<void> {
    const { presence, conversations } = this.mine;
    try {
      await Promise.all([this.platform.me().then((me) => presence.hear(me)), conversations.catchUp()]);
    } catch (failure) {
      if (failure instanceof SignedOut) this.auth.askPerson();
      // The line that was up a moment ago tells when to try again.
      else if (!(failure instanceof Refused || failure instanceof Unreachable)) throw failure;
    }
  }

  private async lookAtQueues(): Promise<void> {
    const agent = this.agentNow.peek();
    if (!agent || this.phaseNow.peek().at !== 'open') return;
    try {
      const queues = await this.platform.queuesOf(agent.me.id);
      this.queueLines.value = await Promise.all(queues.map((queue) => this.queueLine(queue)));
    } catch (failure) {
      // Shown for orientation only: the next look is in half a minute.
      if (!(failure instanceof Refused || failure instanceof Unreachable || failure instanceof SignedOut)) throw failure;
    }
  }

  private async queueLine({ id, name }: Queue): Promise<QueueLine> {
    const { results } = await this.platform.estimatedWait(id);
    const best = results.find(({ formula }) => formula === 'BEST') ?? results[0];
    return { id, name, waitS: best?.estimatedWaitTimeSeconds ?? null };
  }

  private followAlert(alert: Alert | null): void {
    const what = announcement(this.saidNow.peek()?.alert ?? null, alert);
    if (!alert) this.saidNow.value = null;
    else if (what) this.saidNow.value = { what, alert };
  }

  /** The one call that should be joined is; one that ended elsewhere is left. Covers accept, reload and auto-answer alike. */
  private followCall(conversations: DeskConversation[]): void {
    const talking = conversations.find(({ id, call }) => call?.stage.at === 'talking' && !this.leaving.has(id));
    const joined = this.callNow.peek();
    if (talking && joined?.conversation !== talking.id) this.joinCall(talking.id);
    else if (!talking && joined && !this.answered.peek().has(joined.conversation)) this.leaveCall();
  }

  /** A shift is long: of what has left the desk nothing is kept in memory. */
  private forgetOthers(conversations: DeskConversation[]): void {
    const ids = new Set(conversations.map(({ id }) => id));
    this.wrapUps.keepOnly(ids);
    this.drafts.keepOnly(ids);
  }

  private joinCall(conversation: string): void {
    if (this.callNow.peek()?.conversation === conversation) return;
    this.leaveCall();
    const { me, conversations } = this.mine;
    const media = conversations.find(conversation)?.media ?? 'video';
    const call = new DeskCall({ conversation, agent: me.id, media, devices: this.devices, platform: this.platform });
    this.callNow.value = call;
    void call.join();
  }

  private leaveCall(): void {
    this.callNow.peek()?.leave();
    this.callNow.value = null;
  }

  private hasRole(role: string): boolean {
    return this.agentNow.value?.me.authorization?.roles?.some(({ name }) => name === role) ?? false;
  }

  private look(conversation: string): Promise<void> { return this.mine.conversations.fetch(conversation); }

  private markAnswered(conversation: string, answered: boolean): void {
    const others = [...this.answered.peek()].filter((id) => id !== conversation);
    this.answered.value = new Set(answered ? [...others, conversation] : others);
  }

  private get mine(): Agent {
    const agent = this.agentNow.peek();
    if (!agent) throw new Error('the desk has no agent before it is open');
    return agent;
  }

  private async attempt(what: Trouble['what'], action: () => Promise<unknown>): Promise<void> {
    try {
      await action();
      if (this.troubleNow.peek()?.what === what) this.troubleNow.value = null;
    } catch (failure) {
      this.report(failure, what);
    }
  }

  private report(failure: unknown, what: Trouble['what']): void {
    if (failure instanceof SignedOut) return this.auth.askPerson();
    if (!(failure instanceof Refused || failure instanceof Unreachable)) throw failure;
    this.troubleNow.value = { what, reference: failure instanceof Refused ? referenceOf(failure.contextId) : undefined };
  }
}

function onlyRings({ chat, call }: DeskConversation): boolean {
  return ![chat, call].some((session) => isLive(session) && session.stage.at !== 'alerting');
}

function referenceOf(contextId: string | undefined): string | undefined {
  const letters = contextId?.replaceAll(/[^0-9a-z]/gi, '').toUpperCase();
  return letters && letters.length >= 5 ? `${letters.slice(0, 3)}-${letters.slice(3, 5)}` : undefined;
}
