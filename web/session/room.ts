/**
 * A room entered by its link, or by its name and a PIN.
 *
 * Holds: the call, and in this tab's storage what a reload needs to come back.
 * Decides: whether the person is in front of the door, at it, inside or gone.
 */
import { computed, signal, type ReadonlySignal } from '@preact/signals';
import { Conference } from './conference/conference';
import { Devices } from './devices';

/** What a link says: `#alias=…&ticket=…&name=…`. */
export interface Link {
  readonly alias: string;
  readonly ticket: string | undefined;
  readonly name: string;
}

export function readLink(hash: string): Link {
  const said = new URLSearchParams(hash.replace(/^#/, ''));
  return { alias: said.get('alias') ?? '', ticket: said.get('ticket') ?? undefined, name: said.get('name') ?? '' };
}

export type RoomStep = 'entrance' | 'pin' | 'call' | 'over';

interface Entered extends Link { readonly camera: boolean }

const KEY = 'eyeline.room';

export class RoomVisit {
  readonly devices = new Devices();
  readonly conference = new Conference({ devices: this.devices });
  readonly step: ReadonlySignal<RoomStep>;
  readonly link = signal<Link>({ alias: '', ticket: undefined, name: '' });
  private readonly inside = signal(false);

  constructor(hash: string) {
    this.link.value = readLink(hash);
    this.step = computed(() => {
      if (!this.inside.value) return 'entrance';
      const { at } = this.conference.stage.value;
      return at === 'pin' || at === 'over' ? at : 'call';
    });
    const before = JSON.parse(sessionStorage.getItem(KEY) ?? 'null') as Entered | null;
    if (before && (this.link.peek().alias === '' || before.alias === this.link.peek().alias)) {
      void this.prepare(before.camera).then(() => this.join(before));
    } else {
      void this.prepare(true);
    }
  }

  /** Goes in; `pin` where the room asked for one. */
  async join(link: Link, pin?: string): Promise<void> {
    this.link.value = link;
    const entered: Entered = { ...link, camera: this.devices.camera.peek().at === 'on' };
    sessionStorage.setItem(KEY, JSON.stringify(entered));
    const joining = this.conference.join({ alias: link.alias, displayName: link.name, ticket: link.ticket, pin });
    this.inside.value = true;
    await joining;
  }

  leave(): void {
    sessionStorage.removeItem(KEY);
    this.conference.leave();
    this.devices.close();
  }

  /** From the goodbye back to the entrance. */
  async again(): Promise<void> {
    this.inside.value = false;
    await this.prepare(true);
  }

  private async prepare(camera: boolean): Promise<void> {
    await Promise.all([this.devices.openMicrophone(), camera ? this.devices.openCamera() : undefined]);
  }
}
