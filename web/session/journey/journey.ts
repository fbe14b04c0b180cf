/**
 * The customer's whole way: form, chat, consent, check, line, call, goodbye.
 *
 * Holds: the chat, the escalation, the call once it is needed, and what a reload must find again.
 * Decides: which step is shown ({@link stepOf}), when a room is entered and left.
 * Never: draws, and never enters a room the server has not opened for this escalation.
 *
 * Start reading at {@link Journey.step}.
 */
import { batch, computed, effect, signal, untracked, type ReadonlySignal, type Signal } from '@preact/signals';
import { pause } from '../backoff';
import type { Place } from '../conference/conference';
import { EscalationClient, EscalationFailed, type Escalation } from '../escalation/escalation';
import { Guest, GuestUnreachable, type Jwt } from '../guest/guest';
import { hasBegun } from '../guest/thread';
import type { QuickReply } from '../guest/wire';
import { loadPart, patiently } from '../patience';
import { START_VIDEO } from '../start-video';
import { nameParts, type Customer } from './customer';
import { load, save, type Saved } from './saved';
import { stepOf, type Step } from './step';
import type { VideoCall } from './videocall';

export type JourneyEvent =
  | 'GenesysMessenger.opened' | 'GenesysMessenger.closed' | 'GenesysMessenger.conversationStarted' | 'GenesysMessenger.conversationEnded'
  | 'VideoEngagerCall.started' | 'VideoEngagerCall.agentJoined' | 'VideoEngagerCall.ended';

export interface JourneyOptions {
  readonly origin: string;
  readonly deployment: string;
  readonly locale: string;
  readonly tell: (event: JourneyEvent) => void;
}

/** What stopped the customer, to be said with what is kept and one way on. */
export type Problem = 'line' | 'wish';

const CONVERSATION_TRIES = 40;
const CONVERSATION_MS = 400;
/** How long a press of *Join* outlasts a server that is away. */
const PATIENCE_MS = 15_000;

export class Journey {
  readonly guest: Guest;
  readonly escalations: EscalationClient;
  readonly open: ReadonlySignal<boolean>;
  readonly step: ReadonlySignal<Step>;
  readonly escalation: ReadonlySignal<Escalation | null>;
  readonly customer: ReadonlySignal<Customer>;
  /** Who the call is, or was, with. */
  readonly adviser = signal<string | null>(null);
  readonly problem = signal<Problem | null>(null);
  readonly video = signal<VideoCall | null>(null);
  /** Lines heard while the panel, or the chat in it, was not open. */
  readonly unread = signal(0);

  private readonly saved: Signal<Saved>;
  private readonly asking = signal(false);
  private readonly aside = signal(false);
  private readonly here = signal(false);
  private readonly chatShown = signal(false);
  private readonly key: string;
  private attributes: Readonly<Record<string, string>> = {};
  private loading: Promise<VideoCall> | null = null;
  private entered: string | null = null;
  /** What was said before this page was there has been read. */
  private readonly startedAt = Date.now();
  private read = 0;
  private announced: Escalation['stage'] | null = null;

  constructor(private readonly options: JourneyOptions) {
    const { origin, deployment } = options;
    this.key = `eyeline.journey.${deployment}`;
    this.saved = signal(load(sessionStorage, this.key));
    this.guest = new Guest({ origin, deployment, storage: localStorage });
    this.escalations = new EscalationClient(origin);
    this.escalation = this.escalations.state;
    this.open = computed(() => this.saved.value.open);
    this.customer = computed(() => this.saved.value.customer);
    this.step = computed(() => stepOf({ ...this.saved.value, asking: this.asking.value, aside: this.aside.value, here: this.here.value }, this.escalation.value));
    effect(() => save(sessionStorage, this.key, this.saved.value));
    effect(() => {
      const escalation = this.escalation.value;
      untracked(() => this.followEscalation(escalation));
    });
    effect(() => {
      if (this.escalations.gone.value) untracked(() => this.forgetEscalation());
    });
    effect(() => this.countUnread());
    this.resume();
  }

  private change(part: Partial<Saved>): void { this.saved.value = { ...this.saved.peek(), ...part }; }

  // ── the panel ────────────────────────────────────────────────────────────

  openPanel(): void {
    if (this.open.peek()) return;
    this.change({ open: true });
    this.options.tell('GenesysMessenger.opened');
  }

  closePanel(): void {
    if (!this.open.peek()) return;
    this.change({ open: false });
    this.options.tell('GenesysMessenger.closed');
  }

  /** The chat is on screen: what is heard now is read. */
  showChat(shown: boolean): void { this.chatShown.value = shown; }

  // ── the chat ─────────────────────────────────────────────────────────────

  setCustomAttributes(attributes: Readonly<Record<string, string>>): void {
    this.attributes = { ...this.attributes, ...attributes };
    const { name, email, phone } = { ...this.customer.peek(), ...attributes };
    this.change({ customer: { name, email, phone } });
    this.guest.describe(attributes);
  }

  startChat(customer: Customer): void {
    this.change({ customer, view: 'chat' });
    this.describe();
    this.guest.open();
    // Fetched while they chat, so that *Start video* answers at once.
    void this.loadVideo();
    this.options.tell('GenesysMessenger.conversationStarted');
  }

  choose(reply: QuickReply): void {
    this.guest.say(reply);
    if (reply.payload === START_VIDEO) this.startVideo();
  }

  startOver(): void {
    this.guest.startOver();
    this.change({ view: 'form' });
    this.options.tell('GenesysMessenger.conversationEnded');
  }

  // ── towards the call ─────────────────────────────────────────────────────

  startVideo(): void {
    if (this.saved.peek().code) return this.backToLine();
    this.describe();
    this.guest.open();
    this.change({ view: 'consent', open: true });
    void this.loadVideo();
  }

  stayInChat(): void {
    this.video.peek()?.devices.close();
    this.problem.value = null;
    this.change({ view: 'chat' });
  }

  async agree(): Promise<void> {
    this.change({ view: 'check' });
    const video = await this.loadVideo();
    await Promise.all([video.prepare({ camera: true, microphone: true }), video.tryNetwork()]);
  }

  /** Gets in line. `opening` begins the conversation if none goes on: a call grows out of one. */
  async join(opening: string): Promise<void> {
    if (this.asking.peek()) return;
    batch(() => { this.asking.value = true; this.problem.value = null; });
    try {
      // A camera that is still being opened is on its way: only one that was refused or left out makes it a voice call.
      const camera = ['on', 'asking'].includes(this.video.peek()?.devices.camera.peek().at ?? 'off');
      if (!hasBegun(this.guest.thread.peek())) this.guest.say(opening);
      const { jwt, conversationId } = await this.conversation();
      const code = await this.escalations.create(jwt, this.request(conversationId, camera ? 'video' : 'voice'));
      this.escalations.follow(code);
      this.aside.value = false;
      this.change({ code, view: 'chat', camera });
    } catch (error) {
      if (!(error instanceof EscalationFailed || error instanceof GuestUnreachable)) throw error;
      this.problem.value = 'line';
    } finally {
      this.asking.value = false;
    }
  }

  // ── in line ──────────────────────────────────────────────────────────────

  async switchToVoice(): Promise<void> {
    await this.wish(() => this.escalations.voice());
    this.video.peek()?.devices.closeCamera();
    this.change({ camera: false });
  }

  callMeBack(phone?: string): Promise<void> { return this.wish(() => this.escalations.callBack(phone)); }

  /** The adviser rings, but the customer would rather talk here. */
  talkHere(): void {
    this.here.value = true;
    this.followEscalation(this.escalation.peek());
  }

  goOnWaiting(): Promise<void> { return this.wish(() => this.escalations.wait()); }
  lookAtChat(): void { this.aside.value = true; }
  backToLine(): void { this.aside.value = false; }

  async leaveLine(): Promise<void> {
    await this.wish(() => this.escalations.leave());
    if (!this.problem.peek()) this.forgetEscalation();
  }

  // ── the call and after ───────────────────────────────────────────────────

  /** Ends the call here at once; the server hears of it as soon as it can. */
  async endCall(): Promise<void> {
    this.video.peek()?.end();
    await this.wish(() => this.escalations.leave());
  }

  /** Enters the room again after it could not be reached. */
  tryCallAgain(): void {
    this.entered = null;
    this.followEscalation(this.escalation.peek());
  }

  async tryCamera(): Promise<void> {
    await this.video.peek()?.devices.openCamera();
  }

  /** Whether the chat out of which the call grew goes on: what is said there is still read. */
  get chatGoesOn(): boolean {
    return hasBegun(this.guest.thread.value) && this.guest.stage.value.at !== 'over';
  }

  /** The verdict of the end screen, as a line of the conversation that the adviser reads. */
  rate(verdict: string): void {
    this.guest.say(verdict);
  }

  done(): void {
    this.forgetEscalation();
  }

  // ── inside ───────────────────────────────────────────────────────────────

  private resume(): void {
    const { code, room, customer, view, camera, microphone } = this.saved.peek();
    if (this.guest.known) {
      if (view === 'form') this.change({ view: 'chat' });
      this.describe();
      this.guest.open();
    }
    if (code) {
      this.escalations.follow(code);
      void this.loadVideo().then((video) => video.prepare({ camera, microphone }));
      // The seat in the room is known already; whether the meeting goes on is asked at the same time.
      if (room) void this.enterRoom({ alias: room, displayName: customer.name });
    } else if (view === 'check') {
      void this.agree();
    } else if (view === 'consent') {
      void this.loadVideo();
    }
  }

  private describe(): void {
    const { name, email, phone } = this.customer.peek();
    const known = Object.fromEntries(Object.entries({ name, email, phone }).filter(([, value]) => value !== ''));
    this.guest.describe({ ...known, locale: this.options.locale, ...this.attributes });
  }

  private loadVideo(): Promise<VideoCall> {
    return (this.loading ??= loadPart(() => import('./videocall')).then(({ VideoCall }) => {
      const renew = () => this.escalations.refresh().then((escalation) => placeIn(escalation, this.customer.peek()), () => null);
      const video = new VideoCall(this.options.origin, renew);
      this.video.value = video;
      // What is switched off in the call is off after a reload.
      effect(() => {
        if (video.conference.stage.value.at !== 'joined') return;
        const devices = { camera: video.conference.cameraOn.value, microphone: video.conference.microphoneOn.value };
        untracked(() => this.change(devices));
      });
      return video;
    }));
  }

  /** The first message makes the conversation; until it has arrived there is nothing to escalate. */
  private async conversation(): Promise<Jwt & { conversationId: string }> {
    for (let attempt = 0; attempt < CONVERSATION_TRIES; attempt++) {
      if (this.guest.stage.peek().at === 'open') {
        const { jwt, conversationId } = await patiently(() => this.guest.jwt(), (error) => error instanceof GuestUnreachable, PATIENCE_MS);
        if (conversationId) return { jwt, conversationId };
      }
      await pause(CONVERSATION_MS);
    }
    throw new GuestUnreachable('the conversation does not begin');
  }

  private request(conversationId: string, media: 'video' | 'voice') {
    const { name, email, phone } = this.customer.peek();
    const { first, last } = nameParts(name);
    return {
      desired_time: 'now' as const,
      conversation_id: conversationId,
      firstname: first,
      lastname: last,
      customer_email: email,
      _customer_number: phone,
      media,
      locale: this.options.locale,
      veSubject: this.attributes['reason'] ?? '',
      customAttributes: this.attributes,
    };
  }

  private followEscalation(escalation: Escalation | null): void {
    if (!escalation) return;
    this.announce(escalation.stage);
    if (escalation.meeting) this.adviser.value = escalation.meeting.adviser.name;
    switch (escalation.stage) {
      case 'waiting':
        this.leaveRoom();
        break;
      case 'meeting': {
        // Whoever asked to be rung is not put before a camera unasked.
        const place = this.step.peek() === 'ringing' ? null : placeIn(escalation, this.customer.peek());
        if (place && place.alias !== this.entered) void this.enterRoom(place);
        this.change({ open: true });
        break;
      }
      case 'interrupted':
        break; // Nobody moves: the adviser may be back in a moment.
      case 'ended':
        this.leaveRoom();
        this.video.peek()?.devices.close();
        break;
    }
  }

  private async enterRoom(place: Place): Promise<void> {
    if (this.entered) this.leaveRoom();
    this.entered = place.alias;
    this.change({ room: place.alias });
    const { conference } = await this.loadVideo();
    if (this.entered === place.alias) await conference.join(place);
  }

  private leaveRoom(): void {
    if (!this.entered) return;
    this.entered = null;
    this.change({ room: null });
    this.video.peek()?.conference.close();
  }

  private announce(stage: Escalation['stage']): void {
    const before = this.announced;
    this.announced = stage;
    if (before === stage) return;
    if (stage === 'waiting' && before === null) this.options.tell('VideoEngagerCall.started');
    if (stage === 'meeting' && before !== 'interrupted') this.options.tell('VideoEngagerCall.agentJoined');
    if (stage === 'ended') this.options.tell('VideoEngagerCall.ended');
  }

  private forgetEscalation(): void {
    this.leaveRoom();
    this.video.peek()?.devices.close();
    this.escalations.stop();
    this.announced = null;
    batch(() => { this.aside.value = this.here.value = false; this.change({ code: null, view: 'chat', camera: true, microphone: true }); });
  }

  private async wish(ask: () => Promise<void>): Promise<void> {
    this.problem.value = null;
    try {
      await ask();
    } catch (error) {
      if (!(error instanceof EscalationFailed)) throw error;
      this.problem.value = 'wish';
    }
  }

  private countUnread(): void {
    const heard = this.guest.thread.value.filter((line) => !line.mine && line.kind === 'said' && line.at > this.startedAt).length;
    if (this.open.value && this.chatShown.value) {
      this.read = heard;
      this.guest.markRead();
    }
    this.unread.value = Math.max(0, heard - this.read);
  }
}

function placeIn({ meeting }: Escalation, customer: Customer): Place | null {
  return meeting?.room ? { alias: meeting.room.alias, ticket: meeting.room.ticket, displayName: customer.name } : null;
}
