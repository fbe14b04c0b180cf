/**
 * After-call work on one conversation: which codes there are, which is chosen, and closing everything with it.
 *
 * Holds: the chosen code and the notes as drafts, until the server has them.
 * Decides: that one answer closes the whole conversation: a chat still open beside an ended call is ended with the same code.
 */
import { computed, signal, type ReadonlySignal } from '@preact/signals';
import { conversationFor, type DeskConversation, type Session } from './desk-conversation';
import type { Drafts } from './desk-drafts';
import type { Platform, WrapupCode } from './platform';

/** After-call work on every conversation of the desk. */
export class WrapUps {
  private readonly all = new Map<string, WrapUp>();

  constructor(private readonly begin: (conversation: string) => WrapUp) {}

  of(conversation: string): WrapUp {
    let wrapUp = this.all.get(conversation);
    if (!wrapUp) this.all.set(conversation, (wrapUp = this.begin(conversation)));
    return wrapUp;
  }

  /** The others have left the desk; what was written for them is with the drafts. */
  keepOnly(conversations: ReadonlySet<string>): void {
    for (const conversation of this.all.keys()) if (!conversations.has(conversation)) this.all.delete(conversation);
  }
}

export class WrapUp {
  private readonly offered = signal<WrapupCode[] | null>(null);
  private readonly busy = signal(false);
  private readonly touched = signal(false);

  /** Null while they are being fetched. */
  readonly codes: ReadonlySignal<WrapupCode[] | null> = this.offered;
  readonly saving: ReadonlySignal<boolean> = this.busy;
  readonly code = computed(() => this.drafts.read('wrap-up-code', this.conversation));
  readonly notes = computed(() => this.drafts.read('notes', this.conversation));
  /** "Done" was asked for without a code. */
  readonly codeMissing = computed(() => this.touched.value && !this.code.value);

  constructor(
    private readonly conversation: string,
    private readonly agent: string,
    private readonly drafts: Drafts,
    private readonly platform: Pick<Platform, 'wrapupCodes' | 'wrapUp' | 'patchParticipant' | 'conversation' | 'skewMs'>,
  ) {}

  async fetchCodes(session: Session): Promise<void> {
    if (this.offered.peek()) return;
    this.offered.value = await this.platform.wrapupCodes(this.conversation, session.ref.participant);
  }

  choose(code: string): void { this.drafts.write('wrap-up-code', this.conversation, code); }
  note(text: string): void { this.drafts.write('notes', this.conversation, text); }

  /** Whether it was closed; false means a code is missing, which the screen says. */
  async done(view: DeskConversation): Promise<boolean> {
    this.touched.value = true;
    const code = this.code.peek();
    if (!code || this.busy.peek()) return false;
    this.busy.value = true;
    try {
      const open = [view.call, view.chat].filter((session) => session?.stage.at === 'talking');
      for (const session of open) await this.platform.patchParticipant(session!.ref, { state: 'disconnected' });
      const owing = open.length > 0 ? await this.afterEnding() : view;
      const notes = this.notes.peek().trim() || undefined;
      for (const session of [owing?.call, owing?.chat]) {
        if (session?.stage.at === 'wrap-up') await this.platform.wrapUp(session.ref, { code, notes });
      }
      this.drafts.forget(this.conversation);
      return true;
    } finally {
      this.busy.value = false;
    }
  }

  private async afterEnding(): Promise<DeskConversation | null> {
    const wire = await this.platform.conversation(this.conversation);
    return conversationFor(wire, { agent: this.agent, skewMs: this.platform.skewMs, now: Date.now() });
  }
}
