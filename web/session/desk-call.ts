/**
 * The one call an agent is in: from "accepted" to the room and out of it.
 *
 * Holds: the way into the room, what was on before hold.
 * Decides: when to ask for the room again, that devices and room are asked for at once, what hold switches off.
 * Never: ends anything at the platform: that is the desk's.
 */
import { signal, type ReadonlySignal } from '@preact/signals';
import { pause, waitMs, type Backoff } from './backoff';
import { Conference, type Place } from './conference/conference';
import type { Devices } from './devices';
import { Refused, Unreachable, type Platform } from './platform';

export type Room = 'opening' | 'entered' | 'failed';

export interface DeskCallOptions {
  conversation: string;
  /** Whose seat it is: one browser may serve several agents. */
  agent: string;
  media: 'video' | 'voice';
  devices: Devices;
  platform: Pick<Platform, 'room'>;
}

/** The server holds the question while the room opens; a quick no means that our acceptance is still on its way. */
const ASK_AGAIN: Backoff = { firstMs: 150, limitMs: 2_000 };
const GIVE_UP_MS = 30_000;

export class DeskCall {
  readonly conversation: string;
  readonly devices: Devices;
  readonly conference: Conference;
  private readonly roomNow = signal<Room>('opening');
  private readonly heldNow = signal(false);
  readonly room: ReadonlySignal<Room> = this.roomNow;
  readonly held: ReadonlySignal<boolean> = this.heldNow;
  private readonly platform: Pick<Platform, 'room'>;
  private readonly over = new AbortController();
  private media: 'video' | 'voice';
  private beforeHold = { microphone: true, camera: true };

  constructor({ conversation, agent, media, devices, platform }: DeskCallOptions) {
    this.conversation = conversation;
    this.devices = devices;
    this.platform = platform;
    this.media = media;
    this.conference = new Conference({ devices, storage: seatsOf(agent), renew: () => this.place().catch(() => null) });
  }

  async join(): Promise<void> {
    this.roomNow.value = 'opening';
    void this.devices.openMicrophone();
    if (this.media === 'video') void this.devices.openCamera();
    const place = await this.placeWhenOpen();
    if (this.over.signal.aborted) return;
    if (!place) {
      this.roomNow.value = 'failed';
      return;
    }
    if (this.media === 'voice') this.devices.closeCamera();
    else if (this.devices.camera.peek().at === 'off') void this.devices.openCamera();
    this.roomNow.value = 'entered';
    await this.conference.join(place);
  }

  toggleMicrophone(): Promise<void> { return this.conference.setMicrophone(!this.conference.microphoneOn.peek()); }
  toggleCamera(): Promise<void> { return this.conference.setCamera(!this.conference.cameraOn.peek()); }
  toggleScreen(): Promise<void> { return this.conference.sharing.peek() ? this.conference.stopSharing() : this.conference.shareScreen(); }

  /** On hold nothing of ours is sent; the screen shows and plays nothing of theirs. */
  async hold(held: boolean): Promise<void> {
    if (held === this.heldNow.peek()) return;
    this.heldNow.value = held;
    this.conference.hold(held);
    if (held) {
      this.beforeHold = { microphone: this.conference.microphoneOn.peek(), camera: this.conference.cameraOn.peek() };
      await this.conference.setMicrophone(false);
      await this.conference.setCamera(false);
    } else {
      if (this.beforeHold.microphone) await this.conference.setMicrophone(true);
      if (this.beforeHold.camera) await this.conference.setCamera(true);
    }
  }

  leave(): void {
    this.over.abort();
    this.conference.leave();
    this.devices.close();
  }

  /** Another tab of this agent goes on from the same seat. */
  handOver(): void {
    this.over.abort();
    this.conference.stepAside();
    this.devices.close();
  }

  private async placeWhenOpen(): Promise<Place | null> {
    const asked = Date.now();
    for (let attempt = 0; !this.over.signal.aborted && Date.now() - asked < GIVE_UP_MS; attempt++) {
      try {
        return await this.place();
      } catch (failure) {
        if (!(failure instanceof Refused || failure instanceof Unreachable)) throw failure;
      }
      await pause(waitMs(ASK_AGAIN, attempt, Math.random()), this.over.signal).catch(() => undefined);
    }
    return null;
  }

  private async place(): Promise<Place> {
    const { room, display_name: displayName, media } = await this.platform.room(this.conversation);
    this.media = media;
    return { alias: room.alias, displayName, ticket: room.ticket };
  }
}

/** Seats outlive a tab, so that the desk in a second tab takes the same one. */
function seatsOf(agent: string): Pick<Storage, 'getItem' | 'setItem' | 'removeItem'> {
  return {
    getItem: (key) => localStorage.getItem(`${key}@${agent}`),
    setItem: (key, seat) => localStorage.setItem(`${key}@${agent}`, seat),
    removeItem: (key) => localStorage.removeItem(`${key}@${agent}`),
  };
}
