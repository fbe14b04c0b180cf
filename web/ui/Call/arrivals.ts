import { effect } from '@preact/signals';
import { useEffect, useState } from 'preact/hooks';
import type { Conference, Person } from '../../session/conference/conference';
import { useSpeaker } from '../speech';

export type Arrival = { readonly what: 'joinedWithVideo' | 'joined' | 'left'; readonly name: string };

/** What a listener is told when the people change. */
export function arrivals(before: readonly Person[], after: readonly Person[]): Arrival[] {
  const others = (people: readonly Person[]) => people.filter((person) => !person.isSelf);
  const missing = (people: readonly Person[], { id }: Person) => !people.some((person) => person.id === id);
  return [
    ...others(after).filter((person) => missing(before, person)).map(({ name, cameraOff }): Arrival => ({ what: cameraOff ? 'joined' : 'joinedWithVideo', name })),
    ...others(before).filter((person) => missing(after, person)).map(({ name }): Arrival => ({ what: 'left', name })),
  ];
}

/** The latest arrival in words, for a live region. */
export function useArrivals(conference: Conference): string {
  const speaker = useSpeaker();
  const [words, setWords] = useState('');
  useEffect(() => {
    let before: readonly Person[] = [];
    return effect(() => {
      // A gap in the line empties the roster for a moment; nobody has left.
      if (conference.stage.value.at !== 'joined') return;
      const after = conference.people.value;
      const news = arrivals(before, after);
      before = after;
      if (news.length > 0) setWords(news.map(({ what, name }) => speaker.text(`call.${what}`, { name })).join(' '));
    });
  }, [conference, speaker]);
  return words;
}
