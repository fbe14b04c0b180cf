/**
 * Camera and microphone, each asked for by itself, so that one refusal never costs the other.
 *
 * Holds: at most one open track of each kind, the list of devices, the microphone's loudness.
 * Decides: which words a browser's refusal deserves, which camera "the other one" is.
 * Never: sends anything anywhere.
 */
import { computed, signal, type ReadonlySignal } from '@preact/signals';

export type Why = 'denied' | 'absent' | 'busy' | 'unsupported';

export type Source =
  | { readonly at: 'off' }
  | { readonly at: 'asking' }
  | { readonly at: 'on'; readonly track: MediaStreamTrack; readonly deviceId: string }
  | { readonly at: 'failed'; readonly why: Why };

export interface Choice { readonly value: string; readonly label: string }

type Kind = 'camera' | 'microphone';

/** What a refusal of getUserMedia means to the person in front of it. */
export function why(error: unknown): Why {
  switch (error instanceof Error ? error.name : '') {
    case 'NotAllowedError':
    case 'SecurityError':
      return 'denied';
    case 'NotFoundError':
    case 'OverconstrainedError':
      return 'absent';
    case 'NotReadableError':
    case 'AbortError':
      return 'busy';
    default:
      return 'unsupported';
  }
}

export class Devices {
  readonly camera: ReadonlySignal<Source>;
  readonly microphone: ReadonlySignal<Source>;
  /** How loud the microphone is, 0 to 1, while somebody watches. */
  readonly level: ReadonlySignal<number>;
  /** Whether the microphone has been heard since it was opened. */
  readonly heard: ReadonlySignal<boolean>;
  readonly cameras: ReadonlySignal<readonly Choice[]>;
  readonly microphones: ReadonlySignal<readonly Choice[]>;
  /** One's own picture, for the screen. */
  readonly picture: ReadonlySignal<MediaStream | null>;

  private readonly sources = { camera: signal<Source>({ at: 'off' }), microphone: signal<Source>({ at: 'off' }) };
  private readonly loudness = signal(0);
  private readonly everHeard = signal(false);
  private readonly known = signal<readonly MediaDeviceInfo[]>([]);
  private stopMeter: (() => void) | null = null;
  private wanted: Record<Kind, number> = { camera: 0, microphone: 0 };

  constructor() {
    this.camera = this.sources.camera;
    this.microphone = this.sources.microphone;
    this.level = this.loudness;
    this.heard = this.everHeard;
    this.cameras = computed(() => this.choices('videoinput'));
    this.microphones = computed(() => this.choices('audioinput'));
    this.picture = computed(() => (this.camera.value.at === 'on' ? new MediaStream([this.camera.value.track]) : null));
    navigator.mediaDevices?.addEventListener('devicechange', () => void this.list());
  }

  openCamera(deviceId?: string): Promise<Source> {
    return this.open('camera', {
      video: {
        ...(deviceId ? { deviceId: { exact: deviceId } } : { facingMode: 'user' }),
        width: { ideal: 1280 }, height: { ideal: 720 }, frameRate: { ideal: 30 },
      },
    });
  }

  async openMicrophone(deviceId?: string): Promise<Source> {
    const source = await this.open('microphone', {
      audio: { ...(deviceId ? { deviceId: { exact: deviceId } } : {}), echoCancellation: true, noiseSuppression: true, autoGainControl: true },
    });
    if (source.at === 'on') this.meter(source.track);
    return source;
  }

  closeCamera(): void { this.close('camera'); }
  closeMicrophone(): void { this.close('microphone'); }

  close(kind?: Kind): void {
    for (const one of kind ? [kind] : (['camera', 'microphone'] as const)) {
      this.wanted[one]++;
      const source = this.sources[one].peek();
      if (source.at === 'on') source.track.stop();
      this.sources[one].value = { at: 'off' };
      if (one === 'microphone') this.stopMeter?.();
    }
  }

  /** The next camera round: front, back, and whatever else there is. */
  flipCamera(): Promise<Source> {
    const source = this.camera.peek();
    const all = this.cameras.peek();
    const now = source.at === 'on' ? all.findIndex((choice) => choice.value === source.deviceId) : -1;
    return this.openCamera(all[(now + 1) % Math.max(1, all.length)]?.value);
  }

  private async open(kind: Kind, constraints: MediaStreamConstraints): Promise<Source> {
    const attempt = ++this.wanted[kind];
    const source = this.sources[kind];
    const before = source.peek();
    // A phone opens one camera at a time; another microphone may overlap the old one.
    if (before.at === 'on' && kind === 'camera') before.track.stop();
    if (before.at !== 'on') source.value = { at: 'asking' };
    const found = await this.ask(constraints);
    if (attempt !== this.wanted[kind]) {
      if (found.at === 'on') found.track.stop();
      return source.peek();
    }
    if (before.at === 'on') before.track.stop();
    if (found.at === 'on') {
      found.track.addEventListener('ended', () => {
        if (source.peek() === found) source.value = { at: 'failed', why: 'absent' };
      });
    }
    source.value = found;
    void this.list();
    return found;
  }

  private async ask(constraints: MediaStreamConstraints): Promise<Source> {
    // Browsers hide the devices from pages that were not loaded securely.
    if (!navigator.mediaDevices) return { at: 'failed', why: 'unsupported' };
    try {
      const track = (await navigator.mediaDevices.getUserMedia(constraints)).getTracks()[0];
      if (!track) return { at: 'failed', why: 'absent' };
      return { at: 'on', track, deviceId: track.getSettings().deviceId ?? '' };
    } catch (error) {
      return { at: 'failed', why: why(error) };
    }
  }

  private async list(): Promise<void> {
    this.known.value = (await navigator.mediaDevices?.enumerateDevices().catch(() => [])) ?? [];
  }

  private choices(kind: MediaDeviceKind): Choice[] {
    return this.known.value
      .filter((device) => device.kind === kind && device.deviceId !== '')
      .map((device, index) => ({ value: device.deviceId, label: device.label || String(index + 1) }));
  }

  private meter(track: MediaStreamTrack): void {
    this.stopMeter?.();
    this.everHeard.value = false;
    const context = new AudioContext();
    const analyser = context.createAnalyser();
    analyser.fftSize = 512;
    context.createMediaStreamSource(new MediaStream([track])).connect(analyser);
    const samples = new Uint8Array(analyser.fftSize);
    const timer = setInterval(() => {
      analyser.getByteTimeDomainData(samples);
      const peak = samples.reduce((most, sample) => Math.max(most, Math.abs(sample - 128)), 0) / 128;
      this.loudness.value = Math.min(1, Math.sqrt(peak));
      if (peak > 0.04) this.everHeard.value = true;
    }, 100);
    this.stopMeter = () => {
      clearInterval(timer);
      void context.close();
      this.loudness.value = 0;
      this.stopMeter = null;
    };
  }
}
