/**
 * The chat of one conversation, as the desk shows it.
 *
 * Holds: message bodies fetched by id, what is still being sent, who is typing.
 * Decides: what must be fetched, in which order to send, and that an unsent message waits for the line instead of being lost.
 * Never: reads a message's meaning beyond its text and its quick replies.
 */
import { computed, signal, type ReadonlySignal, type Signal } from '@preact/signals';
import { Refused, Unreachable, type CommunicationRef, type Conversation, type MessageData, type MessageDetails, type Platform, type QuickReply } from './platform';

export type Delivery = 'sending' | 'unsent' | 'refused' | 'sent' | 'delivered' | 'read';

export interface ChatLine {
  id: string;
  from: 'customer' | 'agent';
  /** Who of several agents wrote it; absent for this one. */
  author?: string;
  text: string;
  at: number;
  delivery?: Delivery;
  /** Texts the customer may answer with one tap. */
  offers: string[];
}

interface Outgoing { id: string; text: string; quickReplies?: QuickReply[]; at: number; delivery: 'sending' | 'unsent' | 'refused' }

/** A guest's typing event is good for this long. */
export const TYPING_MS = 5_000;
const LARGEST_FETCH = 100;

export class Thread {
  private readonly details = signal<MessageDetails[]>([]);
  private readonly bodies = signal<ReadonlyMap<string, MessageData>>(new Map());
  private readonly outgoing: Signal<Outgoing[]>;
  private readonly typingNow = signal(false);
  private readonly names = signal<ReadonlyMap<string, string>>(new Map());
  private fetching = false;
  private sendingNow = false;
  private lastTypingSent = 0;
  private typingTimer: ReturnType<typeof setTimeout> | undefined;

  readonly lines: ReadonlySignal<ChatLine[]> = computed(() => [
    ...this.details.value.flatMap((details) => {
      const body = this.bodies.value.get(details.messageId);
      const line = body && lineOf(body, details, this.author(body));
      return line ? [line] : [];
    }),
    ...this.outgoing.value.map(({ id, text, at, delivery, quickReplies = [] }): ChatLine => ({
      id, from: 'agent', text, at, delivery, offers: quickReplies.map((reply) => reply.text),
    })),
  ]);
  readonly customerTypes: ReadonlySignal<boolean> = this.typingNow;

  constructor(
    private readonly conversation: string,
    private readonly agent: string,
    private readonly platform: Pick<Platform, 'messages' | 'sendMessage' | 'typing'>,
    private readonly storage: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'> = sessionStorage,
  ) {
    // What this tab had not sent before a reload waits for the line like anything else.
    const kept = JSON.parse(storage.getItem(this.storageKey) ?? '[]') as Outgoing[];
    this.outgoing = signal(kept.map((message) => ({ ...message, delivery: message.delivery === 'refused' ? 'refused' : 'unsent' })));
  }

  /** The conversation changed: take over which messages there are, and fetch the new ones. */
  update(wire: Conversation): void {
    const found = new Map<string, MessageDetails>();
    this.names.value = new Map(wire.participants.flatMap(({ userId, name }) => (userId && name ? [[userId, name]] : [])));
    for (const participant of wire.participants) {
      for (const message of participant.messages ?? []) {
        for (const details of message.messages ?? []) found.set(details.messageId, { ...found.get(details.messageId), ...details });
      }
    }
    // Whoever has written is not typing that any more.
    if (found.size > this.details.peek().length) this.typingNow.value = false;
    this.details.value = [...found.values()].sort((a, b) => Date.parse(a.messageTime ?? '') - Date.parse(b.messageTime ?? ''));
    void this.fetchMissing();
  }

  send(session: CommunicationRef, text: string, quickReplies?: QuickReply[]): void {
    this.keep([...this.outgoing.peek(), { id: crypto.randomUUID(), text, quickReplies, at: Date.now(), delivery: 'sending' }]);
    void this.flush(session);
  }

  /** The line is back: what was written meanwhile goes out, unless the server already has it. */
  resend(session: CommunicationRef): void {
    void this.fetchMissing().then(() => {
      this.keep(this.outgoing.peek()
        .filter((message) => message.delivery !== 'unsent' || !this.arrived(message))
        .map((message) => (message.delivery === 'unsent' ? { ...message, delivery: 'sending' } : message)));
      return this.flush(session);
    });
  }

  /** The customer's page says so; the line holds for a while by itself. */
  customerIsTyping(): void {
    clearTimeout(this.typingTimer);
    this.typingNow.value = true;
    this.typingTimer = setTimeout(() => { this.typingNow.value = false; }, TYPING_MS);
  }

  /** Tells the customer, at most once per validity of the event. */
  typing(session: CommunicationRef): void {
    if (Date.now() - this.lastTypingSent < TYPING_MS - 1_000) return;
    this.lastTypingSent = Date.now();
    // Nobody misses a typing line that did not arrive.
    this.platform.typing(session).catch(() => undefined);
  }

  private async flush(session: CommunicationRef): Promise<void> {
    if (this.sendingNow) return;
    this.sendingNow = true;
    try {
      for (let next = this.next(); next; next = this.next()) {
        const { id, text: textBody, quickReplies } = next;
        const sent = await this.platform.sendMessage(session, { textBody, quickReplies });
        this.bodies.value = new Map(this.bodies.peek()).set(sent.id, sent);
        this.keep(this.outgoing.peek().filter((message) => message.id !== id));
        if (!this.details.peek().some(({ messageId }) => messageId === sent.id)) {
          this.details.value = [...this.details.peek(), { messageId: sent.id, messageTime: sent.timestamp, messageStatus: 'sent' }];
        }
      }
    } catch (failure) {
      this.mark(failure instanceof Refused ? 'refused' : 'unsent');
      if (!(failure instanceof Refused || failure instanceof Unreachable)) throw failure;
    } finally {
      this.sendingNow = false;
    }
  }

  private next(): Outgoing | undefined {
    return this.outgoing.peek().find(({ delivery }) => delivery === 'sending');
  }

  private mark(delivery: 'unsent' | 'refused'): void {
    const failed = this.next();
    this.keep(this.outgoing.peek().map((message) => {
      // A refused message fails alone; without a line all that follow wait too.
      const concerned = message === failed || (delivery === 'unsent' && message.delivery === 'sending');
      return concerned ? { ...message, delivery } : message;
    }));
  }

  /** Who of several agents; one's own lines need no name. */
  private author({ direction, createdBy }: MessageData): string | undefined {
    if (direction === 'inbound' || !createdBy || createdBy.id === this.agent) return undefined;
    return createdBy.name ?? this.names.value.get(createdBy.id);
  }

  private keep(outgoing: Outgoing[]): void {
    this.outgoing.value = outgoing;
    if (outgoing.length > 0) this.storage.setItem(this.storageKey, JSON.stringify(outgoing));
    else this.storage.removeItem(this.storageKey);
  }

  private get storageKey(): string { return `eyeline.unsent.${this.conversation}`; }

  private arrived({ text, at }: Outgoing): boolean {
    return [...this.bodies.peek().values()].some((body) => body.direction === 'outbound' && textOf(body) === text && Date.parse(body.timestamp ?? '') >= at - 5_000);
  }

  private async fetchMissing(): Promise<void> {
    if (this.fetching) return;
    this.fetching = true;
    try {
      for (let ids = this.missing(); ids.length > 0; ids = this.missing()) {
        const { entities } = await this.platform.messages(this.conversation, ids);
        const bodies = new Map(this.bodies.peek());
        // What the server will not tell is not asked again.
        for (const id of ids) bodies.set(id, { id });
        for (const body of entities) bodies.set(body.id, body);
        this.bodies.value = bodies;
      }
    } catch (failure) {
      // The next change of the conversation, or the line coming back, asks again.
      if (!(failure instanceof Refused || failure instanceof Unreachable)) throw failure;
    } finally {
      this.fetching = false;
    }
  }

  private missing(): string[] {
    return this.details.peek()
      .filter((details) => !isEvent(details) && !this.bodies.peek().has(details.messageId))
      .map(({ messageId }) => messageId)
      .slice(0, LARGEST_FETCH);
  }
}

function lineOf(body: MessageData, details: MessageDetails, author: string | undefined): ChatLine | null {
  const text = textOf(body);
  if (!text) return null;
  const inbound = body.direction === 'inbound';
  return {
    id: body.id,
    from: inbound ? 'customer' : 'agent',
    author,
    text,
    at: Date.parse(body.timestamp ?? details.messageTime ?? ''),
    delivery: inbound ? undefined : deliveryOf(details.messageStatus ?? body.status),
    offers: body.normalizedMessage?.content?.flatMap(({ quickReply }) => (quickReply ? [quickReply.text] : [])) ?? [],
  };
}

function textOf(body: MessageData): string {
  const { text, content = [] } = body.normalizedMessage ?? {};
  return text || body.textBody || content.map((part) => part.text?.body ?? part.buttonResponse?.text).find(Boolean) || '';
}

function deliveryOf(status: string | undefined): Delivery {
  switch (status) {
    case 'read': return 'read';
    case 'delivery-success':
    case 'published': return 'delivered';
    case 'failed':
    case 'delivery-failed': return 'refused';
    default: return 'sent';
  }
}

function isEvent({ messageMetadata }: MessageDetails): boolean {
  return messageMetadata?.type === 'Event' || messageMetadata?.type === 'Receipt';
}
