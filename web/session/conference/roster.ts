import type { WireEvents, WireParticipant } from './wire';

/** Who is in the room. A re-sync after a gap is collected beside the shown list and replaces it at its end. */
export interface Roster {
  readonly shown: ReadonlyMap<string, WireParticipant>;
  readonly syncing: ReadonlyMap<string, WireParticipant> | null;
}

export const EMPTY_ROSTER: Roster = { shown: new Map(), syncing: null };

type RosterEventName = 'participant_sync_begin' | 'participant_sync_end' | 'participant_create' | 'participant_update' | 'participant_delete';
export type RosterEvent = { [Name in RosterEventName]: { readonly name: Name; readonly data: WireEvents[Name] } }[RosterEventName];

export function hear(roster: Roster, event: RosterEvent): Roster {
  switch (event.name) {
    case 'participant_sync_begin':
      return { ...roster, syncing: new Map() };
    case 'participant_sync_end':
      return { shown: roster.syncing ?? roster.shown, syncing: null };
    case 'participant_create':
    case 'participant_update':
      return change(roster, (people) => people.set(event.data.uuid, event.data));
    case 'participant_delete':
      return change(roster, (people) => people.delete(event.data.uuid));
  }
}

function change(roster: Roster, edit: (people: Map<string, WireParticipant>) => void): Roster {
  const people = new Map(roster.syncing ?? roster.shown);
  edit(people);
  return roster.syncing ? { ...roster, syncing: people } : { shown: people, syncing: null };
}

/** Someone in the call, as screens show them. */
export interface Person {
  readonly id: string;
  readonly name: string;
  readonly isSelf: boolean;
  readonly role: 'host' | 'guest';
  readonly muted: boolean;
  readonly cameraOff: boolean;
  readonly onHold: boolean;
  readonly lost: boolean;
}

/** The people who are in the call with media, oneself included. API-only observers are nobody's business. */
export function people(roster: Roster, selfId: string | null): Person[] {
  return [...roster.shown.values()]
    .filter((one) => one.uuid === selfId || one.has_media || one.connection === 'lost')
    .map((one) => ({
      id: one.uuid,
      name: one.display_name,
      isSelf: one.uuid === selfId,
      role: one.role === 'chair' ? 'host' : 'guest',
      muted: one.is_muted === 'YES' || one.is_client_muted === 'YES',
      cameraOff: one.is_video_muted === true || one.is_audio_only_call === 'YES',
      onHold: one.is_on_hold === true,
      lost: one.connection === 'lost',
    }));
}
