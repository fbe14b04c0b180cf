import { render } from 'preact';
import '../ui/tokens.css';
import '../ui/base.css';
import { Admin as Session } from '../session/admin';
import { chooseLocale, inLanguage, speaker } from '../ui/catalogue/speaker';
import { Speech } from '../ui/speech';
import { Admin } from './Admin/Admin';

const locale = chooseLocale([new URLSearchParams(location.search).get('lang'), ...navigator.languages]);
const speech = speaker(locale, await inLanguage(locale, {
  en: () => import('./catalogue/en'), fr: () => import('./catalogue/fr'), ar: () => import('./catalogue/ar'),
}));
document.documentElement.lang = locale;
document.documentElement.dir = speech.dir;
document.title = `${speech.text('title')} · Eyeline`;

const session = new Session();
void session.read();
render(<Speech.Provider value={speech}><Admin session={session} /></Speech.Provider>, document.body);
