/** Unsent words: a message being written, notes being taken. They survive a reload of this tab and nothing else. */
import { signal, type Signal } from '@preact/signals';

export type DraftKind = 'message' | 'notes' | 'wrap-up-code';

export class Drafts {
  /** By conversation, of those that are on the desk. */
  private readonly texts = new Map<string, Map<DraftKind, Signal<string>>>();

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

  /** The others have left the desk. Their words stay in the tab, should they come back. */
  keepOnly(conversations: ReadonlySet<string>): void {
    for (const conversation of this.texts.keys()) if (!conversations.has(conversation)) this.texts.delete(conversation);
  }

  private draft(kind: DraftKind, conversation: string): Signal<string> {
    let texts = this.texts.get(conversation);
    if (!texts) this.texts.set(conversation, (texts = new Map()));
    let draft = texts.get(kind);
    if (!draft) texts.set(kind, (draft = signal(this.storage.getItem(keyOf(kind, conversation)) ?? '')));
    return draft;
  }
}

function keyOf(kind: DraftKind, conversation: string): string {
  return `eyeline.draft.${kind}.${conversation}`;
}
