import type { JourneyEvent } from '../session/journey/journey';

/** What a host page may call on `window.Eyeline`, from the moment the loader has run. */
export interface EyelineApi {
  /** Opens the chat. */
  startGenesysChat(): void;
  /** Opens the chat and goes straight to the consent for a video call. */
  startVideoChatSession(): void;
  /** `name`, `email`, `phone` fill the form in; everything travels to the agent. */
  setCustomAttributes(attributes: Readonly<Record<string, string>>): void;
  on(event: JourneyEvent, listener: () => void): void;
  off(event: JourneyEvent, listener: () => void): void;
}
