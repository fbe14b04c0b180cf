import type { Catalogue, Message } from './message';

/** What a translation lacks or has too much of, against the original: keys, places, plural forms. Empty when all is well. */
export function differences(original: Catalogue, translation: Catalogue, locale: string): string[] {
  const keys = new Set([...Object.keys(original), ...Object.keys(translation)]);
  return [...keys].flatMap((key) => {
    const ours = original[key];
    const theirs = translation[key];
    if (!ours) return [`${key} is in ${locale} only`];
    if (!theirs) return [`${key} is missing in ${locale}`];
    const lost = [...places(ours)].filter((place) => !places(theirs).has(place));
    return [
      ...lost.map((place) => `${key} forgets {${place}} in ${locale}`),
      ...[...places(theirs)].filter((place) => !places(ours).has(place)).map((place) => `${key} invents {${place}} in ${locale}`),
      ...missingForms(theirs, locale).map((form) => `${key} has no form "${form}" in ${locale}`),
    ];
  });
}

function places(message: Message): Set<string> {
  const text = typeof message === 'string' ? message : message.forms.other;
  const found = [...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? '');
  // "Two minutes" may be one word: a counted number need not be written in every form.
  return new Set(typeof message === 'string' ? found : [...found, message.by]);
}

function missingForms(message: Message, locale: string): string[] {
  if (typeof message === 'string') return [];
  const rules = new Intl.PluralRules(locale, { type: message.count }).resolvedOptions().pluralCategories;
  return rules.filter((rule) => message.forms[rule] === undefined && !(rule === 'many' && message.forms.other));
}
