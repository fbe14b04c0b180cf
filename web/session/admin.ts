/**
 * What the administration page shows: the organization, its queues and its people, as the platform tells them.
 *
 * Holds: one reading of them. Decides: nothing; the page is read-only. Never: shows part of a reading as the whole.
 */
import { signal, type ReadonlySignal } from '@preact/signals';
import { Auth } from './auth';
import { Platform, Refused, SignedOut, Unreachable, type Organization, type Queue, type QueueMember, type User, type UserMe } from './platform';

export interface QueueWithMembers extends Queue { members: QueueMember[] }

export type AdminPhase =
  | { at: 'reading' }
  | { at: 'forbidden'; name: string }
  | { at: 'unreachable' }
  | { at: 'read'; me: UserMe; organization: Organization; queues: QueueWithMembers[]; users: User[] };

export class Admin {
  private readonly auth = new Auth();
  private readonly platform = new Platform(this.auth);
  private readonly phaseNow = signal<AdminPhase>({ at: 'reading' });
  readonly phase: ReadonlySignal<AdminPhase> = this.phaseNow;

  async read(): Promise<void> {
    this.phaseNow.value = { at: 'reading' };
    let name = '';
    try {
      const me = await this.platform.me();
      name = me.name;
      if (!me.authorization?.roles?.some((role) => role.name === 'administrator')) {
        this.phaseNow.value = { at: 'forbidden', name };
        return;
      }
      const [organization, users, queues] = await Promise.all([this.platform.organization(), this.platform.users(), this.queues()]);
      this.phaseNow.value = { at: 'read', me, organization, users, queues };
    } catch (failure) {
      if (failure instanceof SignedOut) return this.auth.askPerson();
      if (failure instanceof Refused && failure.status === 403) this.phaseNow.value = { at: 'forbidden', name };
      else if (failure instanceof Refused || failure instanceof Unreachable) this.phaseNow.value = { at: 'unreachable' };
      else throw failure;
    }
  }

  signOut(): void { this.auth.signOut(); }

  private async queues(): Promise<QueueWithMembers[]> {
    const queues = await this.platform.queues();
    return Promise.all(queues.map(async (queue) => ({ ...queue, members: await this.platform.queueMembers(queue.id) })));
  }
}
