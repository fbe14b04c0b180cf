/**
 * A room, joined: who is there, what they show, and one's own microphone, camera and screen.
 *
 * Holds: the stage of joining, the roster, the pictures and sounds, the seat in this tab's storage.
 * Decides: how to get back in (seat, then ticket), who is shown large, which picture is sent to us in which size.
 * Never: draws, and never asks for a device that the person has not switched on.
 *
 * Start reading at {@link Conference.join}.
 */
import { batch, computed, effect, signal, type ReadonlySignal } from '@preact/signals';
import { pause, waitMs } from '../backoff';
import type { Devices } from '../devices';
import { word, type NetworkWord } from '../network';
import { captureScreen } from '../screen';
import { stayAwake } from '../wakelock';
import { EMPTY_ROSTER, hear, people, type Person, type Roster, type RosterEvent } from './roster';
import { Refused, Signalling, Unreachable, type JoinAnswer, type JoinRequest } from './signalling';
import { assignments, layers } from './tracks';
import { Visit } from './visit';
import type { WireTrack } from './wire';

export type { Person } from './roster';

export type Stage =
  | { readonly at: 'idle' }
  /** The room wants a PIN; `wrong` if one was given. */
  | { readonly at: 'pin'; readonly wrong: boolean }
  | { readonly at: 'joining' }
  | { readonly at: 'joined'; readonly since: number }
  | { readonly at: 'reconnecting'; readonly joinedSince: number }
  | { readonly at: 'over'; readonly why: 'left' | 'removed' | 'refused' | 'unreachable' };

export interface Place {
  readonly alias: string;
  readonly displayName: string;
  readonly ticket?: string | undefined;
  readonly pin?: string | undefined;
}

/** A picture on the stage: somebody's camera (or its absence), or what they show. */
export interface Tile {
  readonly key: string;
  readonly person: Person;
  readonly content: 'main' | 'slides';
  readonly picture: MediaStream | null;
  readonly speaking: boolean;
}

export interface Sound { readonly key: string; readonly stream: MediaStream }
export interface RoomMessage { readonly from: string; readonly text: string; readonly mine: boolean; readonly at: Date }

export interface ConferenceOptions {
  /** Where the node is; our own origin by default. */
  readonly origin?: string;
  readonly devices: Devices;
  readonly storage?: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;
  /** A fresh place, asked for when neither seat nor ticket are taken any more. */
  readonly renew?: () => Promise<Place | null>;
}

const RETRY = { firstMs: 300, limitMs: 2_000 };
/** After this long without an answer the person decides whether to go on trying. */
const GIVE_UP_MS = 120_000;
/** A node that has just been restarted may not know the room yet. */
const REFUSED_MS = 15_000;
const MEASURE_MS = 2_000;
/** What the node does unasked. */
const ALL_IN_FULL = '';

export class Conference {
  readonly stage = signal<Stage>({ at: 'idle' });
  readonly people: ReadonlySignal<readonly Person[]>;
  readonly tiles: ReadonlySignal<readonly Tile[]>;
  readonly sounds: ReadonlySignal<readonly Sound[]>;
  readonly microphoneOn: ReadonlySignal<boolean>;
  readonly cameraOn: ReadonlySignal<boolean>;
  readonly sharing = signal(false);
  readonly network = signal<NetworkWord>('good');
  readonly messages = signal<readonly RoomMessage[]>([]);
  readonly devices: Devices;

  private readonly origin: string;
  private readonly storage: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;
  private readonly renew: () => Promise<Place | null>;
  private readonly roster = signal<Roster>(EMPTY_ROSTER);
  private readonly self = signal<string | null>(null);
  private readonly told = signal<readonly WireTrack[] | null>(null);
  private readonly speaking = signal<string | null>(null);
  private readonly unmuted = signal(true);
  /** Counts changes of the lines, which signals cannot see by themselves. */
  private readonly lines = signal(0);
  private readonly streams = new WeakMap<MediaStreamTrack, MediaStream>();
  private place: Place | null = null;
  private signalling: Signalling | null = null;
  private visit: Visit | null = null;
  private telling: Promise<unknown> = Promise.resolve();
  /** How often the seat was lost without a call that flowed in between. */
  private losses = 0;
  private chosenLayers = ALL_IN_FULL;
  private attempts = new AbortController();
  private cleanUp: (() => void)[] = [];

  constructor({ origin = '', devices, storage = sessionStorage, renew = async () => null }: ConferenceOptions) {
    this.origin = origin;
    this.devices = devices;
    this.storage = storage;
    this.renew = renew;
    this.people = computed(() => people(this.roster.value, this.self.value));
    this.microphoneOn = computed(() => this.unmuted.value && devices.microphone.value.at === 'on');
    this.cameraOn = computed(() => devices.camera.value.at === 'on');
    this.tiles = computed(() => this.makeTiles());
    this.sounds = computed(() => this.makeSounds());
  }

  /** Enters the room, or takes the seat in it that this tab had before. */
  join(place: Place): Promise<void> {
    this.place = place;
    this.stage.value = { at: 'joining' };
    this.roster.value = EMPTY_ROSTER;
    this.attempts.abort();
    this.attempts = new AbortController();
    this.visit?.end();
    this.visit = null;
    this.losses = 0;
    if (this.cleanUp.length === 0) this.cleanUp = this.watch();
    return this.enter(this.attempts.signal);
  }

  leave(): void {
    this.signalling?.release();
    this.close();
  }

  /** Leaves a room that the node has closed, or is about to: nobody is left to say goodbye to. */
  close(): void {
    this.forgetSeat();
    this.finish('left');
  }

  /** Stops here and keeps the seat: another tab of the same person goes on. */
  stepAside(): void {
    this.finish('left');
  }

  async setMicrophone(on: boolean): Promise<void> {
    this.unmuted.value = on;
    const { at } = this.devices.microphone.peek();
    if (on && at !== 'on' && at !== 'asking') await this.devices.openMicrophone();
  }

  async setCamera(on: boolean): Promise<void> {
    if (on) await this.devices.openCamera();
    else this.devices.closeCamera();
  }

  /** The node lets nothing of ours out and nothing of theirs in; the others read that we hold. */
  hold(held: boolean): void {
    this.tell((node) => node.hold(held));
  }

  async shareScreen(): Promise<void> {
    const track = await captureScreen();
    if (!track) return;
    track.addEventListener('ended', () => void this.stopSharing());
    try {
      await this.signalling?.floor(true);
    } catch (error) {
      track.stop();
      if (error instanceof Refused || error instanceof Unreachable) return;
      throw error;
    }
    this.sharing.value = true;
    await this.visit?.share(track);
  }

  async stopSharing(): Promise<void> {
    if (!this.sharing.peek()) return;
    this.sharing.value = false;
    await this.visit?.share(null);
    this.tell((node) => node.floor(false));
  }

  say(text: string): void {
    this.tell((node) => node.message(text));
    const me = this.people.peek().find((person) => person.isSelf);
    this.messages.value = [...this.messages.peek(), { from: me?.name ?? '', text, mine: true, at: new Date() }];
  }

  private async enter(signal: AbortSignal): Promise<void> {
    const started = Date.now();
    const wasInside = this.stage.peek().at === 'reconnecting';
    // Lost again and again: each time a little later.
    if (this.losses > 1) await pause(waitMs(RETRY, this.losses, Math.random()), signal).catch(() => undefined);
    for (let attempt = 0; !signal.aborted; attempt++) {
      try {
        const answer = await this.knock();
        if (signal.aborted) return;
        if (answer.at === 'pin') {
          this.stage.value = { at: 'pin', wrong: this.place?.pin !== undefined };
          return;
        }
        return await this.settle(answer);
      } catch (error) {
        if (signal.aborted) return;
        if (error instanceof Refused && /invalid pin/i.test(error.reason)) {
          this.stage.value = { at: 'pin', wrong: true };
          return;
        }
        if (!(error instanceof Refused || error instanceof Unreachable)) throw error;
        const tried = Date.now() - started;
        if (error instanceof Refused && !(wasInside && tried < REFUSED_MS)) return this.finish('refused');
        if (tried > GIVE_UP_MS) return this.finish('unreachable');
        await pause(waitMs(RETRY, attempt, Math.random()), signal).catch(() => undefined);
      }
    }
  }

  /** The seat first: it is the same place. Then what one came with, then a renewed ticket, then the open door. */
  private async knock(): Promise<JoinAnswer> {
    const place = this.place;
    if (!place) throw new Error('join was not called');
    const { displayName: display_name, ticket, pin } = place;
    const { signal } = this.attempts;
    const seat = this.storage.getItem(seatKey(place.alias));
    let refusal: unknown;
    const tries = async (request: JoinRequest): Promise<JoinAnswer | null> => {
      try {
        const signalling = new Signalling(this.origin, this.place?.alias ?? place.alias);
        this.signalling = signalling;
        const answer = await signalling.requestToken(request);
        // Nobody waits for it any more: the place is given back, or others would see a ghost.
        if (signal.aborted) signalling.release();
        return answer;
      } catch (error) {
        if (!(error instanceof Refused)) throw error;
        if (request.seat) this.forgetSeat();
        refusal = error;
        return null;
      }
    };
    const renews = async (): Promise<JoinAnswer | null> => {
      const renewed = await this.renew();
      if (!renewed || renewed.ticket === ticket) return ticket || pin ? null : tries({ display_name });
      this.place = renewed;
      return tries({ display_name: renewed.displayName, token: renewed.ticket });
    };
    const answer = (seat && (await tries({ display_name, seat }))) || ((ticket || pin) && (await tries({ display_name, token: ticket, pin }))) || (await renews());
    if (!answer) throw refusal;
    return answer;
  }

  private async settle(answer: Extract<JoinAnswer, { at: 'granted' }>): Promise<void> {
    const { grant } = answer;
    const place = this.place;
    const signalling = this.signalling;
    if (!place || !signalling) throw new Error('a token was granted to nobody');
    if (grant.seat) this.storage.setItem(seatKey(place.alias), grant.seat);
    batch(() => {
      this.self.value = grant.participant_uuid;
      this.told.value = null;
      this.chosenLayers = ALL_IN_FULL;
      this.sharing.value = false;
    });
    const visit = new Visit(signalling, grant, {
      events: {
        participant_sync_begin: (data) => this.hear({ name: 'participant_sync_begin', data }),
        participant_sync_end: (data) => this.hear({ name: 'participant_sync_end', data }),
        participant_create: (data) => this.hear({ name: 'participant_create', data }),
        participant_update: (data) => this.hear({ name: 'participant_update', data }),
        participant_delete: (data) => this.hear({ name: 'participant_delete', data }),
        multistream: ({ tracks }) => { this.told.value = tracks; },
        stage: (voices) => { this.speaking.value = voices.find(({ vad }) => vad > 0)?.participant_uuid ?? null; },
        message_received: ({ origin, payload }) => {
          this.messages.value = [...this.messages.peek(), { from: origin, text: payload, mine: false, at: new Date() }];
        },
        presentation_start: () => { if (this.sharing.peek()) void this.stopSharing(); },
        presentation_stop: () => undefined,
        on_hold: () => undefined,
        disconnect: () => { this.forgetSeat(); this.finish('removed'); },
      },
      tracks: () => { this.lines.value++; },
      flowing: (flows) => this.flowing(flows),
      lost: () => this.comeBack(),
    });
    this.visit = visit;
    // Handed over before anything is awaited: a device that opens meanwhile is handed over after them, and stays.
    this.sendMicrophone();
    this.sendCamera();
    await visit.call();
    this.tellMicrophone();
    this.tellCamera();
  }

  private hear(event: RosterEvent): void {
    this.roster.value = hear(this.roster.peek(), event);
  }

  private flowing(flows: boolean): void {
    const stage = this.stage.peek();
    if (flows) this.losses = 0;
    if (flows && stage.at === 'joining') this.stage.value = { at: 'joined', since: Date.now() };
    if (flows && stage.at === 'reconnecting') this.stage.value = { at: 'joined', since: stage.joinedSince };
    if (!flows && stage.at === 'joined') this.stage.value = { at: 'reconnecting', joinedSince: stage.since };
  }

  private comeBack(): void {
    const stage = this.stage.peek();
    if (stage.at === 'over') return;
    this.flowing(false);
    this.losses++;
    this.visit = null;
    void this.enter(this.attempts.signal);
  }

  private finish(why: Extract<Stage, { at: 'over' }>['why']): void {
    this.attempts.abort();
    this.visit?.end();
    this.visit = null;
    this.signalling = null;
    for (const stop of this.cleanUp.splice(0)) stop();
    batch(() => {
      this.sharing.value = false;
      this.roster.value = EMPTY_ROSTER;
      this.stage.value = { at: 'over', why };
    });
  }

  /** What goes on by itself while somebody is in the room. */
  private watch(): (() => void)[] {
    const measuring = setInterval(() => void this.measure(), MEASURE_MS);
    return [
      stayAwake(),
      () => clearInterval(measuring),
      effect(() => {
        const microphone = this.devices.microphone.value;
        const on = this.unmuted.value;
        if (microphone.at === 'on') microphone.track.enabled = on;
        this.sendMicrophone();
        this.tellMicrophone();
      }),
      effect(() => {
        const camera = this.devices.camera.value;
        // While another camera is being opened the picture stands still rather than going away.
        if (camera.at === 'asking') return;
        this.sendCamera();
        this.tellCamera();
      }),
      effect(() => {
        const wanted = layers(this.carried.value, this.largeId.value);
        const chosen = wanted.length > 1 ? JSON.stringify(wanted) : ALL_IN_FULL;
        if (chosen === this.chosenLayers) return;
        this.chosenLayers = chosen;
        this.tell((node) => node.layers(wanted));
      }),
    ];
  }

  private async measure(): Promise<void> {
    const measure = await this.visit?.measure();
    if (measure) this.network.value = word(measure);
  }

  private readonly carried = computed(() => assignments(this.told.value, this.people.value));
  private readonly largeId = computed(() => {
    const others = this.people.value.filter((person) => !person.isSelf);
    return others.find((person) => person.id === this.speaking.value)?.id ?? others[0]?.id ?? null;
  });

  private makeTiles(): Tile[] {
    void this.lines.value;
    const pictureOf = (id: string, content: 'main' | 'slides') => {
      const line = this.carried.value.find((track) => track.participant_uuid === id && track.kind === 'video' && track.content === content);
      return line ? this.stream(this.visit?.incoming(line.mid) ?? null) : null;
    };
    return this.people.value.flatMap((person): Tile[] => {
      const speaking = person.id === this.speaking.value;
      const face = person.isSelf ? this.devices.picture.value : person.cameraOff ? null : pictureOf(person.id, 'main');
      const slides = person.isSelf ? null : pictureOf(person.id, 'slides');
      return [
        { key: person.id, person, content: 'main', picture: face, speaking },
        ...(slides ? [{ key: `${person.id}/slides`, person, content: 'slides' as const, picture: slides, speaking }] : []),
      ];
    });
  }

  private makeSounds(): Sound[] {
    void this.lines.value;
    return this.carried.value
      .filter((track) => track.kind === 'audio')
      .flatMap((track) => {
        const stream = this.stream(this.visit?.incoming(track.mid) ?? null);
        return stream ? [{ key: track.mid, stream }] : [];
      });
  }

  /** One stream per track, so that an element keeps playing while everything around it is drawn anew. */
  private stream(track: MediaStreamTrack | null): MediaStream | null {
    if (!track) return null;
    let stream = this.streams.get(track);
    if (!stream) this.streams.set(track, (stream = new MediaStream([track])));
    return stream;
  }

  private sendMicrophone(): void {
    const microphone = this.devices.microphone.peek();
    void this.visit?.send('audio', microphone.at === 'on' ? microphone.track : null);
  }

  private sendCamera(): void {
    const camera = this.devices.camera.peek();
    void this.visit?.send('video', camera.at === 'on' ? camera.track : null);
  }

  private tellMicrophone(): void {
    const on = this.microphoneOn.peek();
    this.tell((node) => node.microphone(on));
  }

  private tellCamera(): void {
    const on = this.cameraOn.peek();
    this.tell((node) => node.camera(on));
  }

  /**
   * News for the others, one after the other: of "camera on" and "camera off" the later must arrive later. If it does
   * not arrive, the visit notices the silence by itself.
   */
  private tell(news: (node: Signalling) => Promise<unknown>): void {
    const node = this.signalling;
    if (this.visit && node) this.telling = this.telling.then(() => news(node)).catch(() => undefined);
  }

  private forgetSeat(): void {
    if (this.place) this.storage.removeItem(seatKey(this.place.alias));
  }
}

function seatKey(alias: string): string {
  return `eyeline.seat.${alias}`;
}
