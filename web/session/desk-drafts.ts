/** Unsent words: a message being written, notes being taken. They survive a reload of this tab and nothing else. */
import { signal, type Signal } from '@preact/signals';

export type DraftKind = 'message' | 'notes' | 'wrap-up-code';

export class Drafts {
  private readonly texts = new Map<string, Signal<string>>();

  constructor(private readonly storage: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'> = sessionStorage) {}

  read(kind: DraftKind, conversation: string): string { return this.draft(kind, conversation).value; }

  write(kind: DraftKind, conversation: string, text: string): void {
    this.draft(kind, conversation).value = text;
    if (text) this.storage.setItem(keyOf(kind, conversation), text);
    else this.storage.removeItem(keyOf(kind, conversation));
  }

  forget(conversation: string): void {
    for (const kind of ['message', 'notes', 'wrap-up-code'] as const) this.write(kind, conversation, '');
  }

  private draft(kind: DraftKind, conversation: string): Signal<string> {
    const key = keyOf(kind, conversation);
    let draft = this.texts.get(key);
    if (!draft) this.texts.set(key, draft = signal(this.storage.getItem(key) ?? ''));
    return draft;
  }
}

function keyOf(kind: DraftKind, conversation: string): string {
  return `eyeline.draft.${kind}.${conversation}`;
}
