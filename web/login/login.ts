import { inLanguage as addressIn, readAddress, rememberedEmail, signingIn, type SignInError } from '../session/sign-in';
import { chooseLocale, inLanguage, languageOf, speaker, type Speaker } from '../ui/catalogue/speaker';
import type { LoginTexts } from './catalogue/en';

const address = readAddress(location.search, Date.now());
const locale = chooseLocale([address.language, ...navigator.languages]);
const speech = speaker(locale, await inLanguage(locale, {
  en: () => import('./catalogue/en'), fr: () => import('./catalogue/fr'), ar: () => import('./catalogue/ar'),
}));

document.documentElement.lang = locale;
document.documentElement.dir = speech.dir;
document.title = speech.text('title');
for (const element of document.querySelectorAll<HTMLElement>('[data-text]')) element.textContent = speech.text(element.dataset['text'] as PlainText);
for (const element of document.querySelectorAll<HTMLElement>('[data-label]')) element.ariaLabel = speech.text(element.dataset['label'] as PlainText);
for (const link of document.querySelectorAll<HTMLAnchorElement>('nav a')) {
  link.href = addressIn(location.search, link.lang);
  if (link.lang === languageOf(locale)) link.ariaCurrent = 'true';
}

type PlainText = Exclude<keyof LoginTexts, 'locked'>;

const form = document.querySelector('form')!;
const email = form.querySelector<HTMLInputElement>('#email')!;
const password = form.querySelector<HTMLInputElement>('#password')!;
form.querySelector<HTMLInputElement>('[name="return_to"]')!.value = address.returnTo;
form.addEventListener('submit', () => signingIn(email.value));
password.addEventListener('keyup', (event) => {
  document.querySelector('#caps')!.textContent = event.getModifierState('CapsLock') ? speech.text('capsLock') : '';
});

if (address.error) {
  email.value = rememberedEmail();
  password.setAttribute('aria-invalid', 'true');
  password.setAttribute('aria-describedby', 'error');
  document.querySelector('#error')!.textContent = errorWords(address.error, speech);
  document.querySelector<HTMLElement>('.login-error')!.hidden = false;
  (email.value ? password : email).focus();
}

function errorWords(error: SignInError, speech: Speaker<LoginTexts>): string {
  if (error.what === 'wrong') return speech.text('wrong');
  return error.until ? speech.text('locked', { clock: speech.clock(error.until) }) : speech.text('lockedAWhile');
}
