import { render } from 'preact';
import '../ui/tokens.css';
import '../ui/base.css';
import { Desk } from '../session/desk';
import { chooseLocale, inLanguage, speaker } from '../ui/catalogue/speaker';
import { Speech } from '../ui/speech';
import { Shell } from './Shell/Shell';
import { DeskProvider } from './words';

const locale = chooseLocale([new URLSearchParams(location.search).get('lang'), ...navigator.languages]);
const [shared, own] = await Promise.all([
  inLanguage(locale, { en: () => import('../ui/catalogue/en'), fr: () => import('../ui/catalogue/fr'), ar: () => import('../ui/catalogue/ar') }),
  inLanguage(locale, { en: () => import('./catalogue/en'), fr: () => import('./catalogue/fr'), ar: () => import('./catalogue/ar') }),
]);
const speech = speaker(locale, { ...shared, ...own });
document.documentElement.lang = locale;
document.documentElement.dir = speech.dir;
document.title = `${speech.text('desk.title')} · Eyeline`;

const desk = new Desk();
void desk.start();
render(
  <Speech.Provider value={speech}>
    <DeskProvider value={desk}>
      <Shell />
    </DeskProvider>
  </Speech.Provider>,
  document.body,
);
