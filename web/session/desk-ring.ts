/**
 * Makes an alert heard and seen while the agent looks elsewhere: two soft notes every two seconds, and the tab's title in turn.
 *
 * Holds: one audio context, kept awake by the first key or click, as browsers demand.
 */

const EVERY_MS = 2_000;
const NOTES_HZ = [659.25, 880];

export class Ring {
  private audio: AudioContext | null = null;
  private timer: ReturnType<typeof setInterval> | undefined;
  private quietTitle = '';

  /** Call from a person's first gesture. */
  wake(): void {
    this.audio ??= new AudioContext();
    void this.audio.resume();
  }

  start(title: string): void {
    if (this.timer !== undefined) return;
    this.quietTitle = document.title;
    let turn = 0;
    const beat = () => {
      document.title = turn % 2 === 0 ? title : this.quietTitle;
      turn += 1;
      this.chime();
    };
    beat();
    this.timer = setInterval(beat, EVERY_MS);
  }

  stop(): void {
    if (this.timer === undefined) return;
    clearInterval(this.timer);
    this.timer = undefined;
    document.title = this.quietTitle;
  }

  private chime(): void {
    if (this.audio?.state !== 'running') return;
    const { audio } = this;
    NOTES_HZ.forEach((frequency, note) => {
      const begins = audio.currentTime + note * 0.18;
      const tone = new OscillatorNode(audio, { type: 'sine', frequency });
      const loudness = new GainNode(audio, { gain: 0 });
      loudness.gain.linearRampToValueAtTime(0.12, begins + 0.02);
      loudness.gain.exponentialRampToValueAtTime(0.001, begins + 0.5);
      tone.connect(loudness).connect(audio.destination);
      tone.start(begins);
      tone.stop(begins + 0.5);
    });
  }
}
