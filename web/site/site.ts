/** A bank's page, as any customer of ours might have one. It knows of Eyeline one script tag. */
import { chooseLocale, inLanguage, speaker } from '../ui/catalogue/speaker';
import './site.css';

const info = fetch('/demo/info.json').then((answer) => answer.json() as Promise<{ deployments: { id: string }[] }>);
const locale = chooseLocale([new URLSearchParams(location.search).get('lang'), ...navigator.languages]);
document.documentElement.lang = locale;
const words = speaker(locale, await inLanguage(locale, {
  en: () => import('./catalogue/en'),
  fr: () => import('./catalogue/fr'),
  ar: () => import('./catalogue/ar'),
}));

document.documentElement.dir = words.dir;
document.title = words.text('bank');
for (const element of document.querySelectorAll<HTMLElement>('[data-text]')) {
  element.textContent = words.text(element.dataset['text'] as Parameters<typeof words.text>[0]);
}
for (const element of document.querySelectorAll<HTMLElement>('[data-label]')) {
  element.ariaLabel = words.text(element.dataset['label'] as Parameters<typeof words.text>[0]);
}

const { deployments } = await info;
const script = document.createElement('script');
script.src = '/widget/loader.js';
script.async = true;
script.dataset['deployment'] = deployments[0]?.id ?? '';
script.dataset['company'] = words.text('bank');
script.dataset['greeting'] = words.text('greeting');
document.head.append(script);
