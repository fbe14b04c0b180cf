import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { Desk } from '../session/desk';
import type { DeskConversation } from '../session/desk-conversation';
import type { Named } from '../session/routing/wire';
import type { Speaker } from '../ui/catalogue/speaker';
import type shared from '../ui/catalogue/en';
import { useSpeaker } from '../ui/speech';
import type { DeskTexts } from './catalogue/en';

export type DeskSpeaker = Speaker<typeof shared & DeskTexts>;

const Here = createContext<Desk | null>(null);
export const DeskProvider = Here.Provider;

export function useDesk(): Desk {
  const desk = useContext(Here);
  if (!desk) throw new Error('a desk component needs <DeskProvider> around it');
  return desk;
}

export const useDeskSpeaker = () => useSpeaker<typeof shared & DeskTexts>();

export function customerName(conversation: DeskConversation, speaker: DeskSpeaker): string {
  return conversation.customer.name || speaker.text('customer.unnamed');
}

/** What somebody or something is called, also when it is no more. */
export function called(what: Named | null, speaker: DeskSpeaker): string {
  return what?.name ?? speaker.text('why.nameless');
}

/** "Arabic" for "ar" or "ar-AE"; a name that is no tag stays as it is. */
export function languageName(tagOrName: string, locale: string): string {
  try {
    return new Intl.DisplayNames(locale, { type: 'language' }).of(tagOrName.split(/[-_]/)[0] ?? '') ?? tagOrName;
  } catch {
    return tagOrName;
  }
}

/** "1 minute, 12 seconds", for the ear; the eye has 1:12. */
export function duration(ms: number, locale: string): string {
  const seconds = Math.round(ms / 1000);
  const unit = (value: number, unit: 'minute' | 'second') =>
    new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'long' }).format(value);
  const parts = [...(seconds >= 60 ? [unit(Math.floor(seconds / 60), 'minute')] : []), ...(seconds % 60 > 0 || seconds === 0 ? [unit(seconds % 60, 'second')] : [])];
  return new Intl.ListFormat(locale, { type: 'unit' }).format(parts);
}

/** 14:04:34, where minutes say too little. */
export function clockToTheSecond(at: number, locale: string): string {
  return new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' }).format(at);
}
