import { roleOf, type DemoInfo, type DemoUser } from '../../session/demo';
import eyeline from '../../ui/art/eyeline.svg';
import '../../ui/Button/Button.css';
import { languageOf, type Language } from '../../ui/catalogue/speaker';
import { Face } from '../../ui/Face/Face';
import { Icon } from '../../ui/Icon/Icon';
import { arrow, brand } from '../../ui/Icon/drawings';
import { useSpeaker } from '../../ui/speech';
import { Words } from '../../ui/Words/Words';
import type { HomeTexts } from '../catalogue/en';
import './Home.css';

const useHomeSpeaker = () => useSpeaker<HomeTexts>();

const LANGUAGE_NAMES: Record<Language, string> = { en: 'English', fr: 'Français', ar: 'العربية' };

/** The demo's one page: what to do, who to be. */
export function Home({ info }: { info: DemoInfo }) {
  const speaker = useHomeSpeaker();
  const agents = info.users.filter((user) => roleOf(user) === 'agent');
  const others = info.users.filter((user) => roleOf(user) !== 'agent');
  return (
    <div class="home">
      <header class="home-hero">
        <img class="home-art" src={eyeline} alt="" />
        <nav class="home-top">
          <span class="home-brand" translate={false}><Icon of={brand} />Eyeline</span>
          <span class="home-languages">
            {Object.entries(LANGUAGE_NAMES).map(([language, name]) => (
              <a key={language} href={`?lang=${language}`} lang={language} aria-current={languageOf(speaker.locale) === language ? 'true' : undefined}>{name}</a>
            ))}
          </span>
        </nav>
        <div class="home-words">
          <h1 class="huge">{speaker.text('heading')}</h1>
          <p class="lead"><Words of={speaker.pieces('lead', { organization: info.organization.name })} /></p>
          <a class="button button-primary home-site" href={info.pages.site} target="_blank" rel="noopener">{speaker.text('site.open')}<Icon of={arrow} size="s" flip /></a>
        </div>
        <ol class="home-steps">
          {(['step.site', 'step.desk', 'step.call'] as const).map((step, index) => (
            <li key={step}><span class="home-number num" aria-hidden="true">{speaker.number(index + 1)}</span>{speaker.text(step)}</li>
          ))}
        </ol>
      </header>
      <main>
        <People heading={speaker.text('people.agents')} users={agents} />
        <People heading={speaker.text('people.others')} users={others} />
        <Passwords users={info.users} />
      </main>
    </div>
  );
}

function People({ heading, users }: { heading: string; users: DemoUser[] }) {
  return (
    <section class="home-section">
      <h2>{heading}</h2>
      <ul class="home-people">{users.map((user) => <li key={user.id}><Person user={user} /></li>)}</ul>
    </section>
  );
}

/** One click signs in: the form posts, the server answers with the right page, in a tab of its own. */
function Person({ user }: { user: DemoUser }) {
  const speaker = useHomeSpeaker();
  const role = roleOf(user);
  const place = role === 'administrator' ? 'open.admin' : 'open.desk';
  const names = new Intl.DisplayNames(speaker.locale, { type: 'language' });
  const list = new Intl.ListFormat(speaker.locale);
  const languages = list.format((user.languages ?? []).map((language) => (/^[a-z]{2,3}$/.test(language) ? names.of(language) ?? language : language)));
  const skills = list.format(user.skills ?? []);
  return (
    <form class="home-person" method="post" action="/demo/sign-in" target="_blank" rel="noopener">
      <input type="hidden" name="user" value={user.id} />
      <Face name={user.name} />
      <div>
        <h3><bdi>{user.name}</bdi></h3>
        <p class="home-role">{speaker.text(`role.${role}`)}</p>
      </div>
      <div class="home-about">
        {languages && <p><Words of={speaker.pieces('languages', { languages })} /></p>}
        {skills && <p><Words of={speaker.pieces('skills', { skills })} /></p>}
      </div>
      <button class="button button-second button-small" aria-label={speaker.text(`${place}Of`, { name: user.name })}>{speaker.text(place)}</button>
    </form>
  );
}

function Passwords({ users }: { users: DemoUser[] }) {
  const speaker = useHomeSpeaker();
  return (
    <details class="home-passwords">
      <summary>{speaker.text('passwords')}</summary>
      <p class="small">{speaker.text('passwords.more')} <a href="/login">{speaker.text('signIn')}</a></p>
      <div class="home-table">
        <table>
          <thead><tr><th scope="col">{speaker.text('passwords.name')}</th><th scope="col">{speaker.text('passwords.email')}</th><th scope="col">{speaker.text('passwords.password')}</th></tr></thead>
          <tbody>
            {users.map(({ id, name, email, password }) => (
              <tr key={id}><th scope="row"><bdi>{name}</bdi></th><td><bdi dir="ltr">{email}</bdi></td><td><code dir="ltr">{password}</code></td></tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}
