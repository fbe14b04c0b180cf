import { signal } from '@preact/signals';
import { Conference, type Place } from '../conference/conference';
import { Devices } from '../devices';
import { probe, type NetworkWord } from '../network';

/** What a call needs beyond the chat; loaded when a customer first thinks of one. */
export class VideoCall {
  readonly devices = new Devices();
  readonly conference: Conference;
  /** The network in one word, once it has been tried. */
  readonly network = signal<NetworkWord | null>(null);

  constructor(private readonly origin: string, renew: () => Promise<Place | null>) {
    this.conference = new Conference({ origin, devices: this.devices, renew });
  }

  /** Opens what the person will be seen and heard with; each by itself. Whoever had muted stays muted. */
  async prepare({ camera, microphone }: { camera: boolean; microphone: boolean }): Promise<void> {
    await Promise.all([
      this.devices.openMicrophone(),
      this.conference.setMicrophone(microphone),
      camera ? this.devices.openCamera() : undefined,
    ]);
  }

  async tryNetwork(): Promise<void> {
    this.network.value = await probe(this.origin);
  }

  end(): void {
    this.conference.leave();
    this.devices.close();
  }
}
