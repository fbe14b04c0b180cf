/** What a text is: a sentence with {places}, or one sentence per plural form of a number. */

/** One form per plural category the language has; `other` is the fallback of all of them. */
export interface Counted {
  readonly count: 'cardinal' | 'ordinal';
  readonly by: string;
  readonly forms: { readonly [form in Intl.LDMLPluralRule]?: string } & { readonly other: string };
}

export type Message = string | Counted;
export type Catalogue = Readonly<Record<string, Message>>;
/** The same keys in another language. */
export type Translation<C extends Catalogue> = { readonly [Key in keyof C]: Message };

/** `counted('minutes', { one: 'About {minutes} minute', other: 'About {minutes} minutes' })` */
export function counted<By extends string, const F extends Counted['forms']>(by: By, forms: F) {
  return { count: 'cardinal', by, forms } as const;
}
/** The same for places in a row: 1st, 2nd, 3rd. */
export function ranked<By extends string, const F extends Counted['forms']>(by: By, forms: F) {
  return { count: 'ordinal', by, forms } as const;
}

type Places<Text extends string> = Text extends `${string}{${infer Place}}${infer Rest}` ? Place | Places<Rest> : never;
type PlacesOf<M extends Message> = M extends string
  ? Places<M>
  : M extends { by: infer By extends string; forms: infer Forms }
    ? By | Places<Forms[keyof Forms] & string>
    : never;
export type Value = string | number;
export type Values<M extends Message> = { readonly [Place in PlacesOf<M>]: Value };
/** Nothing to fill in, nothing to pass. */
export type Arguments<M extends Message> = [PlacesOf<M>] extends [never] ? [] : [values: Values<M>];

/** A piece of a filled-in sentence: words of ours, or a value of theirs, which must stand alone in right-to-left text. */
export type Piece = { readonly words: string } | { readonly value: string; readonly ltr: boolean };

/** Cuts a message into words and values. */
export function pieces(message: Message, values: Readonly<Record<string, Value>>, locale: string): Piece[] {
  const text = typeof message === 'string' ? message : form(message, values, locale);
  return text.split(/(\{\w+\})/).flatMap((part): Piece[] => {
    if (part === '') return [];
    if (!part.startsWith('{')) return [{ words: part }];
    const value = values[part.slice(1, -1)];
    if (typeof value === 'number') return [{ value: new Intl.NumberFormat(locale).format(value), ltr: true }];
    return [{ value: value ?? part, ltr: isMachineText(value ?? '') }];
  });
}

function form(message: Counted, values: Readonly<Record<string, Value>>, locale: string): string {
  const rule = new Intl.PluralRules(locale, { type: message.count }).select(Number(values[message.by]));
  return message.forms[rule] ?? message.forms.other;
}

/** Telephone numbers, times, references: read left to right in every language. */
function isMachineText(value: string): boolean {
  return /\d/.test(value) && !/\p{Letter}{3}/u.test(value);
}
