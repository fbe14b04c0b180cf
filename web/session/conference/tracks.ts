import type { Person } from './roster';
import type { WireTrack } from './wire';

/** Lines of the first offer; the node puts the first other participant on them without asking. */
export const MAIN_AUDIO_MID = '0';
export const MAIN_VIDEO_MID = '1';

/** Whose media is on which line. Until the node has said so, the main lines carry the only other person. */
export function assignments(told: readonly WireTrack[] | null, people: readonly Person[]): readonly WireTrack[] {
  if (told) return told;
  const others = people.filter((person) => !person.isSelf);
  const other = others.length === 1 ? others[0] : undefined;
  if (!other) return [];
  return [
    { mid: MAIN_AUDIO_MID, participant_uuid: other.id, kind: 'audio', content: 'main' },
    { mid: MAIN_VIDEO_MID, participant_uuid: other.id, kind: 'video', content: 'main' },
  ];
}

/** Which simulcast layer each picture needs: the large one in full, small ones small. Slides come in one layer. */
export function layers(tracks: readonly WireTrack[], largeId: string | null): { mid: string; rid: 'h' | 'l' }[] {
  const pictures = tracks.filter((track) => track.kind === 'video' && track.content === 'main');
  return pictures.map((track) => ({
    mid: track.mid,
    rid: pictures.length === 1 || track.participant_uuid === largeId ? 'h' : 'l',
  }));
}
