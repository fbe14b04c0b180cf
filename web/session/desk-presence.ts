/**
 * What the agent says of themselves, and what the platform sees.
 *
 * Holds: presence, routing status, the presences that may be chosen.
 * Decides: what is shown at once, before the server agreed, and what is taken back when it did not.
 */
import { computed, signal, type ReadonlySignal } from '@preact/signals';
import type { Platform, PresenceDefinition, RoutingStatus, RoutingStatusName, SystemPresence, User, UserPresence } from './platform';

interface Since<T> { is: T; since: number }

/** In the order a person looks for them; Idle and On Queue are not chosen from a list. */
const CHOICES: readonly SystemPresence[] = ['Available', 'Busy', 'Meeting', 'Break', 'Meal', 'Training', 'Away', 'Offline'];

export class DeskPresence {
  private readonly presenceNow = signal<Since<SystemPresence>>({ is: 'Offline', since: Date.now() });
  private readonly routingNow = signal<Since<RoutingStatusName>>({ is: 'OFF_QUEUE', since: Date.now() });
  private readonly definitions = signal<ReadonlyMap<SystemPresence, string>>(new Map());

  readonly presence: ReadonlySignal<Since<SystemPresence>> = this.presenceNow;
  readonly routing: ReadonlySignal<Since<RoutingStatusName>> = this.routingNow;
  readonly onQueue = computed(() => this.presenceNow.value.is === 'OnQueue');
  readonly notResponding = computed(() => this.routingNow.value.is === 'NOT_RESPONDING');
  readonly choices = computed(() => CHOICES.filter((presence) => this.definitions.value.has(presence)));

  constructor(
    private readonly agent: string,
    private readonly platform: Pick<Platform, 'setPresence' | 'setRoutingStatus' | 'skewMs'>,
  ) {}

  define(definitions: PresenceDefinition[]): void {
    this.definitions.value = new Map(
      definitions.filter(({ deactivated }) => !deactivated).map(({ id, systemPresence }) => [systemPresence, id]),
    );
  }

  /** Both, as they are told with the user. */
  hear({ presence, routingStatus }: User): void {
    if (presence) this.hearPresence(presence);
    if (routingStatus) this.hearRouting(routingStatus);
  }

  hearPresence({ presenceDefinition, modifiedDate }: UserPresence): void {
    const is = presenceDefinition?.systemPresence ?? this.nameOf(presenceDefinition?.id);
    // The platform's older clients write "On Queue".
    if (is) this.presenceNow.value = { is: is.replace(' ', '') as SystemPresence, since: this.time(modifiedDate) };
  }

  hearRouting({ status, startTime }: RoutingStatus): void {
    this.routingNow.value = { is: status, since: this.time(startTime) };
  }

  goOnQueue(): Promise<void> { return this.choose('OnQueue'); }
  goOffQueue(): Promise<void> { return this.choose('Available'); }

  async choose(presence: SystemPresence): Promise<void> {
    const before = this.presenceNow.peek();
    const definition = this.definitions.peek().get(presence);
    if (!definition || before.is === presence) return;
    this.presenceNow.value = { is: presence, since: Date.now() };
    try {
      await this.platform.setPresence(this.agent, definition);
    } catch (failure) {
      this.presenceNow.value = before;
      throw failure;
    }
  }

  /** After an alert was missed: the agent is here again. */
  async backOnQueue(): Promise<void> {
    const before = this.routingNow.peek();
    this.routingNow.value = { is: 'IDLE', since: Date.now() };
    try {
      await this.platform.setRoutingStatus(this.agent, 'IDLE');
      await this.goOnQueue();
    } catch (failure) {
      this.routingNow.value = before;
      throw failure;
    }
  }

  private nameOf(definition: string | undefined): SystemPresence | undefined {
    return [...this.definitions.peek()].find(([, id]) => id === definition)?.[0];
  }

  private time(wire: string | undefined): number {
    const at = Date.parse(wire ?? '');
    return Number.isNaN(at) ? Date.now() : at - this.platform.skewMs;
  }
}
