import { render } from 'preact';
import '../ui/tokens.css';
import '../ui/base.css';
import { demoInfo } from '../session/demo';
import { chooseLocale, inLanguage, speaker } from '../ui/catalogue/speaker';
import { Speech } from '../ui/speech';
import { Home } from './Home/Home';

const locale = chooseLocale([new URLSearchParams(location.search).get('lang'), ...navigator.languages]);
const [info, texts] = await Promise.all([
  demoInfo(),
  inLanguage(locale, { en: () => import('./catalogue/en'), fr: () => import('./catalogue/fr'), ar: () => import('./catalogue/ar') }),
]);
const speech = speaker(locale, texts);
document.documentElement.lang = locale;
document.documentElement.dir = speech.dir;
document.title = `${speech.text('title')} · Eyeline`;

render(<Speech.Provider value={speech}><Home info={info} /></Speech.Provider>, document.body);
