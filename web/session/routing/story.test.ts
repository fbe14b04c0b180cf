import { expect, test } from 'vitest';
import { storyOf, type AgentRow, type Chapter } from './story';
import type { Decision, KeptAway, Routing, Search, Stay } from './wire';

const at = (clock: string) => `2026-06-03T${clock}Z`;
const named = (name: string) => ({ id: name.toLowerCase(), name });
const clock = (now: string, skewMs = 0) => ({ now: Date.parse(at(now)) - skewMs, skewMs });

function stay(more: Partial<Stay> = {}): Stay {
  return {
    queue: named('Loans'), mediaType: 'message', since: at('14:03:10'), until: null, end: null,
    needs: { priority: 0, skills: [], language: named('Arabic'), preferred: [], direct: null },
    decisions: [], now: null, ...more,
  };
}

function decision(clock: string, agent: string, more: Partial<Decision> = {}): Decision {
  return {
    at: at(clock), agent: named(agent), foundBy: 'standard', stage: 0, compared: 1, idleSince: null, stars: 0, runnerUp: null,
    lookedAt: 6, candidates: [], keptAway: [], end: null, endedAt: null, ...more,
  };
}

function search(more: Partial<Search> = {}): Search {
  return {
    position: 1, estimatedWaitSeconds: null, formula: null, method: 'standard', stage: 0, until: null,
    lookedAt: 6, candidates: 0, first: [], keptAway: [], ...more,
  };
}

const kept = (by: KeptAway['by'], count: number, more: Partial<KeptAway> = {}): KeptAway => ({ by, of: null, count, some: [], ...more });
const record = (...stays: Stay[]): Routing => ({ conversationId: 'c', at: at('14:05:10'), stays });
const only = (routing: Routing, now = '14:05:10', skewMs = 0): Chapter => storyOf(routing, clock(now, skewMs))[0]!;

const handedOn = stay({
  until: at('14:05:02'), end: 'answered',
  decisions: [
    decision('14:04:14', 'Omar', { end: 'no_answer', endedAt: at('14:04:34') }),
    decision('14:04:34', 'Sara', {
      compared: 2, idleSince: at('14:04:18'), end: 'answered', endedAt: at('14:05:02'),
      candidates: [{ agent: named('Hana'), idleSince: at('14:04:25') }],
      keptAway: [kept('not_responding', 1, { some: [named('Omar')] }), kept('off_queue', 3, { some: [named('Dana')] })],
    }),
  ],
});

test('a wait is cut into looking and ringing, and the pieces make up the whole', () => {
  const { stretches, waitedMs } = only(record(handedOn));
  expect(stretches.map(({ what, agent, ms }) => [what, agent?.name, ms / 1000])).toEqual([
    ['nobody-free', undefined, 64], ['no_answer', 'Omar', 20], ['answered', 'Sara', 28],
  ]);
  expect(stretches.reduce((sum, { ms }) => sum + ms, 0)).toBe(waitedMs);
  expect(stretches.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1);
});

test('the longest idle is told from the only one, and from the most skilled', () => {
  const because = (more: Partial<Decision>) => {
    const { answer } = only(record(stay({ end: 'answered', until: at('14:04:00'), decisions: [decision('14:03:20', 'Sara', { end: 'answered', ...more })] })));
    return answer.is === 'answered' ? answer.because : null;
  };
  const hana = { agent: named('Hana'), idleSince: at('14:01:00') };
  expect(because({})).toMatchObject({ by: 'only', among: 1 });
  expect(because({ idleSince: at('14:00:00'), candidates: [hana] })).toMatchObject({ by: 'idle', among: 2 });
  expect(because({ idleSince: at('14:02:00'), candidates: [hana], compared: 7 })).toMatchObject({ by: 'skills', among: 7 });
  // Not within seven days is longer than anything.
  expect(because({ idleSince: null, candidates: [hana] })).toMatchObject({ by: 'idle' });
  expect(because({ foundBy: 'bullseye', stage: 2 })).toMatchObject({ by: 'only', stage: { of: 'ring', number: 2 } });
  expect(because({ foundBy: 'conditional', stage: 0 })).toMatchObject({ stage: { of: 'rule', number: 1 } });
  expect(because({ foundBy: 'last_agent', compared: 1 })).toMatchObject({ by: 'last_agent' });
});

test('every step has its time, also those of an offer that came to nothing', () => {
  const told = only(record(handedOn)).steps.map((step) => `${new Date(step.at).toISOString().slice(11, 19)} ${step.what}${'agent' in step ? ` ${step.agent.name}` : ''}`);
  expect(told).toEqual([
    '14:03:10 entered', '14:04:14 offered Omar', '14:04:34 no_answer Omar', '14:04:34 offered Sara', '14:05:02 answered Sara',
  ]);
});

test('a look at the agents has a verdict for each, and counts those without a name', () => {
  const [moment] = only(record(handedOn)).moments;
  const row = ({ agent, count, idleMs, verdict }: AgentRow) => [agent?.name ?? count, idleMs === null ? null : idleMs / 1000, verdict.is === 'kept' ? verdict.by : verdict.is];
  expect(moment?.rows.map(row)).toEqual([
    ['Sara', 16, 'chosen'], ['Hana', 9, 'less-idle'], ['Omar', null, 'not_responding'], ['Dana', null, 'off_queue'], [2, null, 'off_queue'],
  ]);
});

test('what still waits says what keeps it waiting', () => {
  const standstill = (now: Search | null) => {
    const { answer } = only(record(stay({ now })));
    return answer.is === 'waits' ? answer.for : answer;
  };
  expect(standstill(search({ keptAway: [kept('off_queue', 6)] }))).toEqual({ is: 'nobody-on-queue' });
  expect(standstill(search({ lookedAt: 0 }))).toEqual({ is: 'no-members' });
  expect(standstill(search({ candidates: 2, first: [named('Ana')] }))).toMatchObject({ is: 'in-turn', candidates: 2 });
  expect(standstill(search({ keptAway: [kept('off_queue', 1), kept('no_capacity', 3)] }))).toMatchObject({ kept: [{ by: 'no_capacity' }, { by: 'off_queue' }] });
  expect(standstill(null)).toEqual({ is: 'unknown' });
});

test('a wait that goes on is as long as our own clock says, whatever the server’s shows', () => {
  const { waitedMs, stretches, search: looked, steps } = only(record(stay({ now: search({ keptAway: [kept('off_queue', 6)], until: at('14:06:10') }) })), '14:04:10', 5_000);
  expect(waitedMs).toBe(60_000);
  expect(stretches.map(({ what, ms }) => [what, ms])).toEqual([['nobody-on-queue', 60_000]]);
  expect(looked?.until).toBe(Date.parse(at('14:06:05')));
  expect(steps.at(-1)).toMatchObject({ what: 'widens' });
});

test('an offer that still rings is the answer, not the search', () => {
  const { answer, stretches, moments, search: looked } = only(record(stay({ decisions: [decision('14:05:00', 'Sara')], now: search({ position: null }) })));
  expect(looked).toBeNull();
  expect(answer).toMatchObject({ is: 'rings', agent: { name: 'Sara' } });
  expect(stretches.map(({ what, ms }) => [what, ms / 1000])).toEqual([['nobody-free', 110], ['rings', 10]]);
  expect(moments[0]?.rows[0]?.verdict).toEqual({ is: 'rings' });
});

test('a moment is no stretch of its own, and seconds add up', () => {
  const { stretches, waitedMs } = only(record(stay({ until: at('14:03:18.400'), end: 'answered', decisions: [decision('14:03:17.700', 'Sara', { end: 'answered', endedAt: at('14:03:18.400') })] })));
  expect([waitedMs, stretches.map(({ what, ms, share }) => [what, ms, share])]).toEqual([8_400, [['nobody-free', 8_000, 1]]]);
});

test('an offer within the moment is no wait', () => {
  const quick = stay({ until: at('14:03:10.900'), end: 'answered', decisions: [decision('14:03:10.010', 'Sara', { end: 'answered', endedAt: at('14:03:10.900') })] });
  expect(only(record(quick)).stretches).toEqual([]);
});

test('what waits comes first, then the latest', () => {
  const chat = { ...handedOn };
  const call = stay({ mediaType: 'callback', since: at('14:04:50'), until: at('14:05:00'), end: 'abandoned' });
  const again = stay({ since: at('14:01:00') });
  expect(storyOf(record(chat, call, again), clock('14:05:10')).map(({ medium, answer }) => `${medium} ${answer.is}`)).toEqual(['chat waits', 'call left', 'chat answered']);
});
