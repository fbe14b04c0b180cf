/** The room page: `/room/#alias=…&ticket=…`, or a name and a PIN typed in. */
import { render } from 'preact';
import { RoomVisit } from '../session/room';
import { chooseLocale, inLanguage, speaker } from '../ui/catalogue/speaker';
import { Speech } from '../ui/speech';
import '../ui/tokens.css';
import '../ui/base.css';
import { Room } from './Room/Room';

const locale = chooseLocale([new URLSearchParams(location.search).get('lang'), ...navigator.languages]);
const speech = speaker(locale, await inLanguage(locale, {
  en: () => import('./catalogue/en'),
  fr: () => import('./catalogue/fr'),
  ar: () => import('./catalogue/ar'),
}));

document.documentElement.lang = locale;
document.documentElement.dir = speech.dir;
document.title = speech.text('room.page');
render(
  <Speech.Provider value={speech}><Room visit={new RoomVisit(location.hash)} /></Speech.Provider>,
  document.body,
);
