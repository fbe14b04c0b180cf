/**
 * The conversations on an agent's desk, as last heard.
 *
 * Holds: the platform's wire form of each, its chat, how far it has been read.
 * Decides: what is newer, an event or an answer; what to fetch after an event and after a gap; when one leaves the desk.
 * Never: asks for a state to change.
 */
import { batch, computed, signal, type ReadonlySignal } from '@preact/signals';
import { conversationFor, merge, saysTyping, type DeskConversation } from './desk-conversation';
import { Thread } from './desk-thread';
import { Refused, SignedOut, Unreachable, type Conversation, type MessageEvent, type Platform } from './platform';

/** Events come in flocks; segments, which they lack, are fetched once for all of them. */
const REFETCH_MS = 300;
/** Conversations of which it is known how far they were read, also after they have left the desk. */
const READ = 200;

type PlatformPart = Pick<Platform, 'conversation' | 'conversations' | 'messages' | 'sendMessage' | 'typing' | 'skewMs'>;

export class DeskConversations {
  private readonly wires = signal<ReadonlyMap<string, Conversation>>(new Map());
  private readonly seenUntil = signal<ReadonlyMap<string, number>>(new Map());
  private readonly threads = new Map<string, Thread>();
  private readonly refetches = new Map<string, ReturnType<typeof setTimeout>>();
  /** Answers that are awaited; one that an event overtakes is not taken. */
  private readonly awaited = new Set<{ id: string; overtaken: boolean }>();
  /** What was written before the desk opened is not news. */
  private readonly openedAt = Date.now();

  /** What rings first, then in order of arrival: nothing else changes places. */
  readonly all: ReadonlySignal<DeskConversation[]> = computed(() =>
    [...this.wires.value.values()]
      .flatMap((wire) => this.view(wire) ?? [])
      .sort((a, b) => Number(isRinging(b)) - Number(isRinging(a)) || a.startedAt - b.startedAt));

  constructor(private readonly agent: string, private readonly platform: PlatformPart) {}

  find(id: string): DeskConversation | undefined { return this.all.peek().find((one) => one.id === id); }

  thread(id: string): Thread {
    let thread = this.threads.get(id);
    if (!thread) this.threads.set(id, (thread = new Thread(id, this.agent, this.platform)));
    return thread;
  }

  unread(id: string): number {
    const seen = this.seenUntil.value.get(id) ?? this.openedAt;
    return this.thread(id).lines.value.filter(({ from, at }) => from === 'customer' && at > seen).length;
  }

  /** Its chat is on the screen. */
  read(id: string): void {
    const last = this.thread(id).lines.value.findLast(({ from }) => from === 'customer')?.at ?? 0;
    if ((this.seenUntil.peek().get(id) ?? 0) >= last) return;
    const others = [...this.seenUntil.peek()].filter(([other]) => other !== id).slice(1 - READ);
    this.seenUntil.value = new Map([...others, [id, last]]);
  }

  hear(event: Conversation): void {
    for (const answer of this.awaited) if (answer.id === event.id) answer.overtaken = true;
    this.keep(event);
    if (this.refetches.has(event.id)) return;
    this.refetches.set(event.id, setTimeout(() => {
      this.refetches.delete(event.id);
      void this.fetch(event.id);
    }, REFETCH_MS));
  }

  hearTyping(event: MessageEvent): void {
    if (saysTyping(event) && this.wires.peek().has(event.id)) this.thread(event.id).customerIsTyping();
  }

  async fetch(id: string): Promise<void> {
    const answer = { id, overtaken: false };
    this.awaited.add(answer);
    try {
      const wire = await this.platform.conversation(id);
      if (!answer.overtaken) this.keep(wire);
    } catch (failure) {
      if (failure instanceof Refused && failure.status === 404) this.drop(id);
      else if (!(failure instanceof Refused || failure instanceof Unreachable || failure instanceof SignedOut)) throw failure;
    } finally {
      this.awaited.delete(answer);
    }
  }

  /** After a gap: everything is looked at again, then what was written meanwhile goes out. */
  async catchUp(): Promise<void> {
    const { entities } = await this.platform.conversations();
    const missed = [...this.wires.peek().keys()].filter((id) => !entities.some((wire) => wire.id === id));
    batch(() => entities.forEach((wire) => this.keep(wire)));
    // Not listed may mean over, or only waiting for its wrap-up code.
    await Promise.all(missed.map((id) => this.fetch(id)));
    for (const { id, chat } of this.all.peek()) if (chat?.stage.at === 'talking') this.thread(id).resend(chat.ref);
  }

  /** Another tab is the desk now. */
  clear(): void {
    for (const timer of this.refetches.values()) clearTimeout(timer);
    this.refetches.clear();
    this.threads.clear();
    this.wires.value = new Map();
  }

  private keep(news: Conversation): void {
    const wire = merge(this.wires.peek().get(news.id), news, Date.now() + this.platform.skewMs);
    const view = this.view(wire);
    if (!view) return this.drop(wire.id);
    this.wires.value = new Map(this.wires.peek()).set(wire.id, wire);
    this.thread(wire.id).update(wire);
  }

  private drop(id: string): void {
    const wires = new Map(this.wires.peek());
    wires.delete(id);
    this.wires.value = wires;
    this.threads.delete(id);
  }

  private view(wire: Conversation): DeskConversation | null {
    return conversationFor(wire, { agent: this.agent, skewMs: this.platform.skewMs, now: Date.now() });
  }
}

function isRinging({ chat, call }: DeskConversation): boolean {
  return chat?.stage.at === 'alerting' || call?.stage.at === 'alerting';
}
