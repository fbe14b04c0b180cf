import { expect, test } from 'vitest';
import { remedy, type Health } from './recovery';
import { EMPTY_ROSTER, hear, people, type RosterEvent } from './roster';
import { withContent } from './sdp';
import { assignments, layers } from './tracks';
import type { WireParticipant } from './wire';

const one = (uuid: string, more: Partial<WireParticipant> = {}): WireParticipant => ({ uuid, display_name: uuid, role: 'guest', has_media: true, ...more });
const heard = (...events: RosterEvent[]) => events.reduce(hear, EMPTY_ROSTER);
const track = (mid: string, participant_uuid: string, content: 'main' | 'slides' = 'main') => ({ mid, participant_uuid, kind: 'video' as const, content });

test('a re-sync shows nobody twice and loses nobody meanwhile', () => {
  const before = heard({ name: 'participant_create', data: one('sara') }, { name: 'participant_create', data: one('omar') });
  const during = [{ name: 'participant_sync_begin', data: null } as const, { name: 'participant_create', data: one('sara') } as const].reduce(hear, before);
  expect([...during.shown.keys()]).toEqual(['sara', 'omar']);
  expect([...hear(during, { name: 'participant_sync_end', data: null }).shown.keys()]).toEqual(['sara']);
});

test('people are those in the call; an observer without media is not shown, a lost one is', () => {
  const roster = heard(
    { name: 'participant_create', data: one('me', { has_media: false }) },
    { name: 'participant_create', data: one('watcher', { has_media: false }) },
    { name: 'participant_create', data: one('sara', { has_media: false, connection: 'lost', role: 'chair' }) },
  );
  expect(people(roster, 'me').map(({ id, isSelf, lost, role }) => ({ id, isSelf, lost, role }))).toEqual([
    { id: 'me', isSelf: true, lost: false, role: 'guest' },
    { id: 'sara', isSelf: false, lost: true, role: 'host' },
  ]);
});

test('until the node has said whose media comes, it is the only other person’s', () => {
  const two = people(heard({ name: 'participant_create', data: one('me') }, { name: 'participant_create', data: one('sara') }), 'me');
  expect(assignments(null, two).map(({ mid, participant_uuid }) => [mid, participant_uuid])).toEqual([['0', 'sara'], ['1', 'sara']]);
  expect(assignments([], two)).toEqual([]);
});

test('the large picture comes in full, small ones small, and slides are left alone', () => {
  expect(layers([track('1', 'sara'), track('4', 'maya'), track('5', 'maya', 'slides')], 'maya')).toEqual([{ mid: '1', rid: 'l' }, { mid: '4', rid: 'h' }]);
  expect(layers([track('1', 'sara')], null)).toEqual([{ mid: '1', rid: 'h' }]);
});

test('camera and screen lines are marked, audio is not', () => {
  const sdp = 'v=0\r\nm=audio 9 X 1\r\na=mid:0\r\nm=video 9 X 2\r\na=mid:1\r\na=sendrecv\r\nm=video 9 X 2\r\na=mid:2\r\n';
  const marked = withContent(sdp, (mid) => (mid === '1' ? 'main' : mid === '2' ? 'slides' : undefined));
  expect(marked).toBe('v=0\r\nm=audio 9 X 1\r\na=mid:0\r\nm=video 9 X 2\r\na=mid:1\r\na=content:main\r\na=sendrecv\r\nm=video 9 X 2\r\na=mid:2\r\na=content:slides\r\n');
  expect(withContent(marked, () => 'main')).toBe(marked);
});

test.each<[string, Partial<Health>, number, string]>([
  ['a flowing call is left alone', { media: 'connected' }, 0, 'none'],
  ['a short gap heals by itself', { media: 'disconnected' }, 1_000, 'wait'],
  ['a longer gap gets a new path', { media: 'disconnected' }, 2_000, 'restart-media'],
  ['a failed path gets a new one at once', { media: 'failed' }, 0, 'restart-media'],
  ['a new path is given time', { media: 'failed', restartedAt: 0 }, 3_000, 'wait'],
  ['a new path that does not come up costs the call, not the seat', { media: 'failed', restartedAt: 0 }, 7_000, 'rejoin'],
  ['a call that never comes up is made again', { media: 'connecting' }, 7_000, 'rejoin'],
  ['nothing is asked of a node that does not answer', { media: 'failed', silentSince: 0 }, 60_000, 'wait'],
])('%s', (_, health, now, expected) => {
  expect(remedy({ media: 'new', mediaSince: 0, silentSince: null, restartedAt: null, ...health }, now)).toBe(expected);
});
