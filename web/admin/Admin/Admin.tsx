import type { ComponentChildren } from 'preact';
import type { Admin as Session, AdminPhase, QueueWithMembers } from '../../session/admin';
import type { EntityRef, User } from '../../session/platform';
import { Button } from '../../ui/Button/Button';
import { Face } from '../../ui/Face/Face';
import { Icon } from '../../ui/Icon/Icon';
import { brand } from '../../ui/Icon/drawings';
import { State, type StateLook } from '../../ui/State/State';
import { useSpeaker } from '../../ui/speech';
import { Words } from '../../ui/Words/Words';
import type { AdminTexts } from '../catalogue/en';
import './Admin.css';

const useAdminSpeaker = () => useSpeaker<AdminTexts>();

/** The organization as it is: read, not edited. */
export function Admin({ session }: { session: Session }) {
  const speaker = useAdminSpeaker();
  const phase = session.phase.value;
  switch (phase.at) {
    case 'reading': return <Message><p class="lead" role="status">{speaker.text('reading')}</p></Message>;
    case 'forbidden':
      return (
        <Message>
          <h1 class="title">{speaker.text('forbidden')}</h1>
          <p class="body"><Words of={speaker.pieces('forbidden.more', { name: phase.name })} /></p>
          <a class="button button-primary button-small" href="/desk/">{speaker.text('forbidden.desk')}</a>
        </Message>
      );
    case 'unreachable':
      return (
        <Message>
          <div role="alert"><h1 class="title">{speaker.text('unreachable')}</h1></div>
          <p class="body">{speaker.text('unreachable.more')}</p>
          <Button small onClick={() => void session.read()}>{speaker.text('again')}</Button>
        </Message>
      );
    case 'read': return <Read phase={phase} onSignOut={() => session.signOut()} />;
  }
}

function Message({ children }: { children: ComponentChildren }) {
  return <main class="admin-message">{children}</main>;
}

function Read({ phase, onSignOut }: { phase: Extract<AdminPhase, { at: 'read' }>; onSignOut: () => void }) {
  const speaker = useAdminSpeaker();
  const { organization, queues, users, me } = phase;
  return (
    <div class="admin">
      <header class="admin-top">
        <span class="admin-brand" translate={false}><Icon of={brand} />Eyeline</span>
        <nav aria-label={speaker.text('nav')}>
          <a href="#queues">{speaker.text('queues')}</a><a href="#people">{speaker.text('users')}</a><a href="/desk/">{speaker.text('desk')}</a>
          <button type="button" onClick={onSignOut}>{speaker.text('signOut')}</button>
        </nav>
        <Face name={me.name} /><span class="unseen">{speaker.text('signedInAs', { name: me.name })}</span>
      </header>
      <main>
        <div>
          <h1 class="huge"><bdi>{organization.name}</bdi></h1>
          <dl class="admin-facts">
            <dt>{speaker.text('organization.id')}</dt><dd><code dir="ltr">{organization.id}</code></dd>
            {organization.domain && <><dt>{speaker.text('organization.domain')}</dt><dd><bdi dir="ltr">{organization.domain}</bdi></dd></>}
            {organization.defaultLanguage && <><dt>{speaker.text('organization.language')}</dt><dd><bdi>{organization.defaultLanguage}</bdi></dd></>}
          </dl>
          <p class="small">{speaker.text('readOnly')}</p>
        </div>
        <section id="queues" aria-labelledby="queues-heading">
          <h2 id="queues-heading">{speaker.text('queues')}</h2>
          <div class="admin-queues">{queues.map((queue) => <QueueCard key={queue.id} queue={queue} users={users} />)}</div>
        </section>
        <section id="people" aria-labelledby="people-heading">
          <h2 id="people-heading">{speaker.text('users')}</h2>
          <People users={users} />
        </section>
      </main>
    </div>
  );
}

function QueueCard({ queue, users }: { queue: QueueWithMembers; users: User[] }) {
  const speaker = useAdminSpeaker();
  const ringS = queue.mediaSettings?.callback?.alertingTimeoutSeconds;
  const rule = queue.acwSettings?.wrapupPrompt as Rule | undefined;
  return (
    <article class="admin-queue">
      <h3><bdi>{queue.name}</bdi></h3>
      <p class="small">
        {speaker.text('queues.members', { members: queue.members.length })}
        {ringS ? <> · <Words of={speaker.pieces('queues.ring', { span: speaker.span(ringS) })} /></> : null}
        {rule && RULES.has(rule) ? <> · {speaker.text('queues.wrapUp', { rule: speaker.text(`rule.${rule}`) })}</> : null}
      </p>
      <div class="admin-table">
        <table>
          <thead><tr><th scope="col">{speaker.text('member')}</th><th scope="col">{speaker.text('user.state')}</th></tr></thead>
          <tbody>
            {queue.members.map((member) => {
              const user = users.find(({ id }) => id === member.id);
              const routing = user?.routingStatus ?? member.routingStatus;
              return (
                <tr key={member.id}>
                  <th scope="row">
                    <bdi>{member.name ?? member.user?.name ?? user?.name}</bdi>
                    {member.joined === false && <small>{speaker.text('member.paused')}</small>}
                  </th>
                  <td>{routing && <Now status={routing.status} />}</td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
    </article>
  );
}

type Rule = 'OPTIONAL' | 'MANDATORY' | 'MANDATORY_TIMEOUT' | 'MANDATORY_FORCED_TIMEOUT' | 'AGENT_REQUESTED';
const RULES: ReadonlySet<string> = new Set<Rule>(['OPTIONAL', 'MANDATORY', 'MANDATORY_TIMEOUT', 'MANDATORY_FORCED_TIMEOUT', 'AGENT_REQUESTED']);

function People({ users }: { users: User[] }) {
  const speaker = useAdminSpeaker();
  return (
    <div class="admin-table admin-people">
      <table>
        <thead>
          <tr>{COLUMNS.map((column) => <th scope="col" key={column}>{speaker.text(column)}</th>)}</tr>
        </thead>
        <tbody>
          {users.map((user) => (
            <tr key={user.id}>
              <th scope="row"><span class="admin-name"><Face name={user.name} /><bdi>{user.name}</bdi></span></th>
              <td data-column={speaker.text('user.email')}><bdi dir="ltr">{user.email}</bdi></td>
              <td data-column={speaker.text('user.roles')}><Names of={user.authorization?.roles} /></td>
              <td data-column={speaker.text('user.languages')}><Names of={user.languages} /></td>
              <td data-column={speaker.text('user.skills')}><Names of={user.skills} /></td>
              <td data-column={speaker.text('user.state')}>{user.routingStatus && <Now status={user.routingStatus.status} />}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

const COLUMNS = ['user.name', 'user.email', 'user.roles', 'user.languages', 'user.skills', 'user.state'] as const;

/** A list of other people's words, each in its own direction. */
function Names({ of = [] }: { of: EntityRef[] | undefined }) {
  const speaker = useAdminSpeaker();
  const parts = new Intl.ListFormat(speaker.locale, { type: 'unit' }).formatToParts(of.map(({ name, id }) => name ?? id));
  return <span>{parts.map(({ type, value }) => (type === 'element' ? <bdi>{value}</bdi> : value))}</span>;
}

type Status = NonNullable<User['routingStatus']>['status'];
const LOOKS: Record<Status, StateLook> = {
  OFF_QUEUE: 'off',
  IDLE: 'ok',
  INTERACTING: 'busy',
  COMMUNICATING: 'busy',
  NOT_RESPONDING: 'warn',
};

function Now({ status }: { status: Status }) {
  const speaker = useAdminSpeaker();
  return <State look={LOOKS[status]}>{speaker.text(`routing.${status}`)}</State>;
}
