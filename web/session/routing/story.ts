/**
 * Why a conversation is where it is, and where its wait went: the platform's record in, a story without words out.
 *
 * Pure: the record and the clock. Decides what is told first, which stretch of the wait was whose, and what set the
 * chosen agent apart from the others. Never: guesses what the record does not hold.
 *
 * Start reading at [`storyOf`].
 */
import type { Decision, KeptAway, MediaType, Method, Named, Needs, Obstacle, Routing, Search, Stay } from './wire';

/** One stay in one queue. */
export interface Chapter {
  key: string;
  queue: Named;
  medium: 'chat' | 'call';
  since: number;
  waitedMs: number;
  needs: Needs;
  answer: Answer;
  stretches: Stretch[];
  steps: Step[];
  /** The looks at the agents, the latest first. */
  moments: Moment[];
  search: Searching | null;
}

export type Answer =
  | { is: 'answered'; agent: Named | null; because: Because | null }
  | { is: 'left'; offers: number }
  | { is: 'moved' }
  | { is: 'rings'; agent: Named; because: Because }
  | { is: 'waits'; for: Standstill };

/** What set an agent apart. `among` counts everybody who could have had it. */
export interface Because {
  by: 'manual' | 'direct' | 'last_agent' | 'owner' | 'preferred' | 'predictive' | 'only' | 'idle' | 'skills';
  among: number;
  stars: number;
  /** How far the search had got, counted from one as people do. */
  stage: { of: 'ring' | 'rule'; number: number } | null;
}

export type Standstill =
  | { is: 'nobody-on-queue' }
  | { is: 'no-members' }
  | { is: 'kept-away'; kept: KeptAway[] }
  | { is: 'in-turn'; candidates: number; first: Named[] }
  | { is: 'unknown' };

/** Part of a wait, in the order in which it passed. */
export interface Stretch {
  from: number;
  ms: number;
  /** Of the whole wait, 0 to 1. */
  share: number;
  what: 'nobody-free' | 'nobody-on-queue' | 'in-turn' | 'answered' | 'rings' | 'no_answer' | 'declined' | 'withdrawn';
  agent: Named | null;
}

export type Step = { at: number } & (
  | { what: 'entered' }
  | { what: 'offered'; agent: Named; because: Because; idleMs: number | null }
  | { what: 'answered' | 'no_answer' | 'declined' | 'withdrawn'; agent: Named; rangMs: number }
  | { what: 'left' | 'moved' | 'waits' | 'widens' });

/** One look at the agents; `at` is null for the one that goes on now. */
export interface Moment { at: number | null; offeredTo: Named | null; rows: AgentRow[]; lookedAt: number }

export interface AgentRow {
  /** Null where only their number is known. */
  agent: Named | null;
  count: number;
  /** How long the agent had been free; null where nobody knows or it does not matter. */
  idleMs: number | null;
  verdict: Verdict;
}

export type Verdict =
  | { is: 'chosen' | 'rings' | 'no_answer' | 'declined' | 'withdrawn' | 'less-idle' | 'less-skilled' | 'could' }
  | { is: 'kept'; by: Obstacle; of: Named | null };

export interface Searching {
  position: number | null;
  estimateS: number | null;
  formula: 'SIMPLE' | 'ABANDON' | null;
  method: Method;
  stage: number;
  until: number | null;
}

export interface Clock {
  now: number;
  /** Server clock minus ours. */
  skewMs: number;
}

/** Shorter than this is how long a computer takes, not a wait. */
const A_MOMENT_MS = 1_000;

/** What still waits comes first, then the latest. */
export function storyOf(routing: Routing, clock: Clock): Chapter[] {
  return routing.stays
    .map((stay) => chapterOf(stay, clock))
    .sort((a, b) => Number(isOver(a)) - Number(isOver(b)) || b.since - a.since);
}

export function mediumOf(mediaType: MediaType): 'chat' | 'call' {
  return mediaType === 'callback' ? 'call' : 'chat';
}

export function isOver({ answer }: Chapter): boolean {
  return answer.is !== 'waits' && answer.is !== 'rings';
}

function chapterOf(stay: Stay, clock: Clock): Chapter {
  const time = (wire: string) => Date.parse(wire) - clock.skewMs;
  const decisions = [...stay.decisions].sort((a, b) => time(a.at) - time(b.at));
  const since = time(stay.since);
  const until = Math.max(since, stay.until ? time(stay.until) : clock.now);
  const answer = answerOf(stay, decisions);
  const told = { stay, decisions, since, until, search: answer.is === 'waits' ? stay.now : null, time };
  return {
    key: `${stay.queue.id}/${stay.since}`,
    queue: stay.queue,
    medium: mediumOf(stay.mediaType),
    since,
    waitedMs: until - since,
    needs: stay.needs,
    answer,
    stretches: stretchesOf(told),
    steps: stepsOf(told),
    moments: momentsOf(told),
    search: told.search ? searching(told.search, time) : null,
  };
}

interface Told { stay: Stay; decisions: Decision[]; since: number; until: number; search: Search | null; time: (wire: string) => number }

function answerOf({ end, now }: Stay, decisions: Decision[]): Answer {
  const last = decisions.at(-1);
  switch (end) {
    case 'answered': {
      const taken = decisions.findLast((decision) => decision.end === 'answered');
      return { is: 'answered', agent: taken?.agent ?? null, because: taken ? becauseOf(taken) : null };
    }
    case 'abandoned': return { is: 'left', offers: decisions.length };
    case 'transferred': return { is: 'moved' };
    case null: return last && last.end === null
      ? { is: 'rings', agent: last.agent, because: becauseOf(last) }
      : { is: 'waits', for: standstillOf(now) };
  }
}

function standstillOf(now: Search | null): Standstill {
  if (!now) return { is: 'unknown' };
  if (now.candidates > 0) return { is: 'in-turn', candidates: now.candidates, first: now.first };
  if (now.lookedAt === 0) return { is: 'no-members' };
  if (now.keptAway.every(({ by }) => by === 'off_queue')) return { is: 'nobody-on-queue' };
  return { is: 'kept-away', kept: [...now.keptAway].sort((a, b) => b.count - a.count) };
}

function becauseOf({ foundBy, stage, compared, candidates, stars, idleSince }: Decision): Because {
  const among = Math.max(compared, candidates.length + 1);
  const found = { among, stars, stage: null };
  switch (foundBy) {
    case 'manual':
    case 'direct':
    case 'last_agent':
    case 'owner':
    case 'predictive':
    case 'preferred': return { ...found, by: foundBy };
    case 'bullseye': return { ...found, by: setApart(among, idleSince, candidates), stage: { of: 'ring', number: stage } };
    case 'conditional': return { ...found, by: setApart(among, idleSince, candidates), stage: { of: 'rule', number: stage + 1 } };
    case 'standard': return { ...found, by: setApart(among, idleSince, candidates) };
  }
}

/** A queue that goes by skill passes over somebody who was idle longer; otherwise the longest idle came first. */
function setApart(among: number, idleSince: string | null, others: Decision['candidates']): 'only' | 'idle' | 'skills' {
  if (among === 1) return 'only';
  const idle = (since: string | null) => (since === null ? -Infinity : Date.parse(since));
  return others.every((other) => idle(other.idleSince) >= idle(idleSince)) ? 'idle' : 'skills';
}

function stretchesOf({ stay, decisions, since, until, time }: Told): Stretch[] {
  const passed: Omit<Stretch, 'ms' | 'share'>[] = [];
  let reached = since;
  const pass = (to: number, what: Stretch['what'], agent: Named | null) => {
    const end = Math.min(Math.max(to, reached), until);
    if (end - reached >= A_MOMENT_MS) passed.push({ from: reached, what, agent });
    reached = end;
  };
  for (const decision of decisions) {
    pass(time(decision.at), 'nobody-free', null);
    pass(decision.endedAt ? time(decision.endedAt) : until, decision.end ?? 'rings', decision.agent);
  }
  pass(until, stay.end === null ? goingOn(standstillOf(stay.now)) : 'nobody-free', null);
  return wholeSeconds(passed, since, until);
}

/** A moment belongs to what it follows; the seconds that are shown add up to those of the whole wait. */
function wholeSeconds(passed: readonly Omit<Stretch, 'ms' | 'share'>[], since: number, until: number): Stretch[] {
  const whole = until - since;
  const floored = (ms: number) => ms - (ms % 1_000);
  return passed.map((stretch, index) => {
    const from = index === 0 ? since : stretch.from;
    const to = passed[index + 1]?.from ?? until;
    return { ...stretch, from, ms: floored(to - since) - floored(from - since), share: (to - from) / whole };
  });
}

function goingOn(standstill: Standstill): Stretch['what'] {
  return standstill.is === 'nobody-on-queue' || standstill.is === 'in-turn' ? standstill.is : 'nobody-free';
}

function stepsOf({ stay, decisions, since, until, search, time }: Told): Step[] {
  const steps: Step[] = [{ at: since, what: 'entered' }];
  for (const decision of decisions) {
    const at = time(decision.at);
    const { agent, end, endedAt } = decision;
    steps.push({ at, what: 'offered', agent, because: becauseOf(decision), idleMs: idleMs(decision.idleSince, at, time) });
    if (end && endedAt) steps.push({ at: time(endedAt), what: end, agent, rangMs: Math.max(0, time(endedAt) - at) });
  }
  if (stay.end === 'abandoned') steps.push({ at: until, what: 'left' });
  if (stay.end === 'transferred') steps.push({ at: until, what: 'moved' });
  if (search) {
    steps.push({ at: until, what: 'waits' });
    if (search.until) steps.push({ at: time(search.until), what: 'widens' });
  }
  return steps;
}

function momentsOf({ decisions, search, time }: Told): Moment[] {
  const moments = decisions.map((decision): Moment => {
    const at = time(decision.at);
    const other = setApart(2, decision.idleSince, decision.candidates) === 'idle' ? 'less-idle' : 'less-skilled';
    return {
      at,
      offeredTo: decision.agent,
      lookedAt: decision.lookedAt,
      rows: [
        { agent: decision.agent, count: 1, idleMs: idleMs(decision.idleSince, at, time), verdict: { is: outcome(decision.end) } },
        ...decision.candidates.map(({ agent, idleSince }): AgentRow => ({ agent, count: 1, idleMs: idleMs(idleSince, at, time), verdict: { is: other } })),
        ...decision.keptAway.flatMap(keptRows),
      ],
    };
  });
  if (search) moments.push(momentNow(search));
  return moments.reverse();
}

function momentNow({ first, candidates, keptAway, lookedAt }: Search): Moment {
  const could = first.map((agent): AgentRow => ({ agent, count: 1, idleMs: null, verdict: { is: 'could' } }));
  const more = candidates - first.length;
  const others: AgentRow[] = more > 0 ? [{ agent: null, count: more, idleMs: null, verdict: { is: 'could' } }] : [];
  return { at: null, offeredTo: null, lookedAt, rows: [...could, ...others, ...keptAway.flatMap(keptRows)] };
}

function keptRows({ by, of, count, some }: KeptAway): AgentRow[] {
  const verdict = { is: 'kept', by, of } as const;
  const named = some.map((agent): AgentRow => ({ agent, count: 1, idleMs: null, verdict }));
  return count > some.length ? [...named, { agent: null, count: count - some.length, idleMs: null, verdict }] : named;
}

function outcome(end: Decision['end']): 'chosen' | 'rings' | 'no_answer' | 'declined' | 'withdrawn' {
  return end === 'answered' ? 'chosen' : end ?? 'rings';
}

function idleMs(since: string | null, at: number, time: (wire: string) => number): number | null {
  return since === null ? null : Math.max(0, at - time(since));
}

function searching({ position, estimatedWaitSeconds, formula, method, stage, until }: Search, time: (wire: string) => number): Searching {
  return { position, estimateS: estimatedWaitSeconds, formula, method, stage, until: until ? time(until) : null };
}
