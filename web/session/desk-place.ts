/**
 * Where in the desk somebody is. The address says it after its `#`, so that going back and reloading mean what they always do.
 *
 * Decides: nothing but how a place is written. A call or a chat goes on wherever one looks.
 */
import { signal, type ReadonlySignal } from '@preact/signals';

export type DeskPlace =
  | { at: 'desk' }
  | { at: 'live' }
  /** Why a conversation is where it is; `from` is where one came from. */
  | { at: 'why'; conversation: string; from: 'desk' | 'live' };

export function addressOf(place: DeskPlace): string {
  switch (place.at) {
    case 'desk': return '#';
    case 'live': return '#live';
    case 'why': return `#${place.from === 'live' ? 'live/' : ''}why/${encodeURIComponent(place.conversation)}`;
  }
}

/** Anything that is no place is the desk. */
export function placeOf(address: string): DeskPlace {
  if (address === '#live') return { at: 'live' };
  const [, from, conversation] = /^#(live\/)?why\/([0-9A-Za-z-]+)$/.exec(address) ?? [];
  return conversation ? { at: 'why', conversation, from: from ? 'live' : 'desk' } : { at: 'desk' };
}

export class Whereabouts {
  private readonly placeNow = signal<DeskPlace>(placeOf(location.hash));
  readonly place: ReadonlySignal<DeskPlace> = this.placeNow;

  constructor() {
    addEventListener('hashchange', () => { this.placeNow.value = placeOf(location.hash); });
  }

  go(place: DeskPlace): void {
    if (addressOf(place) === addressOf(this.placeNow.peek())) return;
    this.placeNow.value = place;
    location.hash = addressOf(place);
  }
}
