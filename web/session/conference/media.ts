/**
 * The media path to the node: one peer connection, its lines and its tracks.
 *
 * Invariant: line 0 is audio and line 1 the camera, both ways; slides and further people get lines after them.
 * Never: speaks HTTP. Descriptions go out and come in as text.
 */
import { MAIN_AUDIO_MID } from './tracks';
import { withContent } from './sdp';
import type { Measure } from '../network';

export interface MediaHandlers {
  readonly candidate: (candidate: RTCIceCandidate | null) => void;
  readonly state: (state: RTCPeerConnectionState) => void;
  readonly tracks: () => void;
}

export class Media {
  private readonly peer = new RTCPeerConnection({ bundlePolicy: 'max-bundle' });
  private readonly audio: RTCRtpTransceiver;
  private readonly video: RTCRtpTransceiver;
  private slides: RTCRtpTransceiver | null = null;
  private counted = { lost: 0, received: 0 };

  constructor(handlers: MediaHandlers) {
    this.audio = this.peer.addTransceiver('audio', { direction: 'sendrecv' });
    this.video = this.peer.addTransceiver('video', {
      direction: 'sendrecv',
      sendEncodings: [
        { rid: 'h', maxBitrate: 1_500_000 },
        { rid: 'l', maxBitrate: 150_000, scaleResolutionDownBy: 4 },
      ],
    });
    preferVp8(this.video);
    this.peer.onicecandidate = ({ candidate }) => handlers.candidate(candidate);
    this.peer.onconnectionstatechange = () => handlers.state(this.peer.connectionState);
    this.peer.ontrack = () => handlers.tracks();
  }

  get state(): RTCPeerConnectionState { return this.peer.connectionState; }

  async offer(options: { restart?: boolean } = {}): Promise<string> {
    await this.peer.setLocalDescription(await this.peer.createOffer({ iceRestart: options.restart ?? false }));
    return this.described();
  }

  async accept(answer: string): Promise<void> {
    await this.peer.setRemoteDescription({ type: 'answer', sdp: answer });
  }

  /** Takes back an offer that the node would not have. */
  async withdraw(): Promise<void> {
    if (this.peer.signalingState === 'have-local-offer') await this.peer.setLocalDescription({ type: 'rollback' });
  }

  async answer(offer: string): Promise<string> {
    await this.peer.setRemoteDescription({ type: 'offer', sdp: offer });
    await this.peer.setLocalDescription();
    return this.described();
  }

  async send(kind: 'audio' | 'video', track: MediaStreamTrack | null): Promise<void> {
    await this[kind].sender.replaceTrack(track);
  }

  /** Adds, changes or stops the shared screen. True if a new offer is due. */
  async share(track: MediaStreamTrack | null): Promise<boolean> {
    if (track && !this.slides) {
      this.slides = this.peer.addTransceiver(track, { direction: 'sendonly', sendEncodings: [{ maxBitrate: 2_500_000 }] });
      preferVp8(this.slides);
      return true;
    }
    if (!this.slides) return false;
    await this.slides.sender.replaceTrack(track);
    this.slides.direction = track ? 'sendonly' : 'inactive';
    return true;
  }

  /** What arrives on a line, or null if nothing does. */
  incoming(mid: string): MediaStreamTrack | null {
    const line = this.peer.getTransceivers().find((transceiver) => transceiver.mid === mid);
    return line && line.currentDirection !== 'inactive' && line.currentDirection !== 'stopped' ? line.receiver.track : null;
  }

  /** Round trip and loss since the last time it was asked. */
  async measure(): Promise<Measure> {
    let lost = 0;
    let received = 0;
    let roundTripMs = 0;
    for (const report of (await this.peer.getStats()).values()) {
      if (report.type === 'inbound-rtp') {
        lost += report.packetsLost ?? 0;
        received += report.packetsReceived ?? 0;
      }
      if (report.type === 'candidate-pair' && report.nominated) roundTripMs = (report.currentRoundTripTime ?? 0) * 1_000;
    }
    const since = { lost: Math.max(0, lost - this.counted.lost), received: Math.max(0, received - this.counted.received) };
    this.counted = { lost, received };
    return { roundTripMs, loss: since.lost / Math.max(1, since.lost + since.received) };
  }

  close(): void {
    this.peer.onicecandidate = this.peer.onconnectionstatechange = this.peer.ontrack = null;
    this.peer.close();
  }

  private described(): string {
    return withContent(this.peer.localDescription?.sdp ?? '', (mid) => {
      if (mid === MAIN_AUDIO_MID) return undefined;
      if (mid === this.slides?.mid) return 'slides';
      return mid === this.video.mid ? 'main' : undefined;
    });
  }
}

/** The node forwards what it gets, so the whole room speaks one codec. */
function preferVp8(line: RTCRtpTransceiver): void {
  const codecs = RTCRtpReceiver.getCapabilities('video')?.codecs ?? [];
  line.setCodecPreferences(codecs.filter(({ mimeType }) => /^video\/(VP8|rtx)$/i.test(mimeType)));
}
