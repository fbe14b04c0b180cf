import { pieces, type Arguments, type Catalogue, type Piece, type Translation, type Value } from './message';

/** Speaks one language: texts of a catalogue, numbers, clocks. */
export interface Speaker<C extends Catalogue = Catalogue> {
  readonly locale: string;
  readonly dir: 'ltr' | 'rtl';
  /** The text as one string: names of controls, announcements, placeholders. */
  text<Key extends keyof C & string>(key: Key, ...values: Arguments<C[Key]>): string;
  /** The text in pieces, so that a component can isolate the values. */
  pieces<Key extends keyof C & string>(key: Key, ...values: Arguments<C[Key]>): Piece[];
  number(value: number): string;
  /** 14:05 */
  clock(at: Date): string;
  /** 2:41, for spans of seconds. */
  span(seconds: number): string;
}

export function speaker<C extends Catalogue>(locale: string, catalogue: C): Speaker<C> {
  const dir = direction(locale);
  const cut = (key: string, values: Readonly<Record<string, Value>> = {}) => {
    const message = catalogue[key];
    if (message === undefined) throw new Error(`the catalogue has no text called ${key}`);
    return pieces(message, values, locale);
  };
  const numbers = new Intl.NumberFormat(locale);
  const twoDigits = new Intl.NumberFormat(locale, { minimumIntegerDigits: 2 });
  const clocks = new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
  return {
    locale,
    dir,
    text: (key, ...values) => cut(key, values[0]).map((piece) => ('words' in piece ? piece.words : piece.value)).join(''),
    pieces: (key, ...values) => cut(key, values[0]),
    number: (value) => numbers.format(value),
    clock: (at) => clocks.format(at),
    span(seconds) {
      const whole = Math.max(0, Math.floor(seconds));
      return `${numbers.format(Math.floor(whole / 60))}:${twoDigits.format(whole % 60)}`;
    },
  };
}

const RIGHT_TO_LEFT = new Set(['ar', 'fa', 'he', 'ur']);

export function direction(locale: string): 'ltr' | 'rtl' {
  return RIGHT_TO_LEFT.has(languageOf(locale)) ? 'rtl' : 'ltr';
}

export const LANGUAGES = ['en', 'fr', 'ar'] as const;
export type Language = (typeof LANGUAGES)[number];

/** The first wish that we can speak; a wish keeps its region, which decides digits and calendars. */
export function chooseLocale(wishes: readonly (string | null | undefined)[]): string {
  return wishes.find((wish): wish is string => !!wish && isLanguage(languageOf(wish))) ?? 'en';
}

export function languageOf(locale: string): string {
  return locale.toLowerCase().split(/[-_]/)[0] ?? '';
}

function isLanguage(language: string): language is Language {
  return (LANGUAGES as readonly string[]).includes(language);
}

/** The catalogue of a locale's language, loaded on demand. */
export async function inLanguage<C extends Catalogue>(
  locale: string,
  load: { readonly en: () => Promise<{ default: C }> } & { readonly [L in Exclude<Language, 'en'>]: () => Promise<{ default: Translation<C> }> },
): Promise<C> {
  const language = languageOf(locale);
  const { default: catalogue } = await load[isLanguage(language) ? language : 'en']();
  // A translation fills the same places as the English text: the catalogue's test says so.
  return catalogue as C;
}
