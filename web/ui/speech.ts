import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { Catalogue } from './catalogue/message';
import type { Speaker } from './catalogue/speaker';
import type en from './catalogue/en';

/** The language a screen speaks. An app provides `speaker(locale, { ...shared texts, ...its own })`. */
export const Speech = createContext<Speaker | null>(null);

/** The speaker, typed by the texts a component needs; shared components need the shared ones. */
export function useSpeaker<C extends Catalogue = typeof en>(): Speaker<C> {
  const spoken = useContext(Speech);
  if (!spoken) throw new Error('a screen needs <Speech.Provider value={speaker(…)}> around it');
  return spoken as unknown as Speaker<C>;
}
