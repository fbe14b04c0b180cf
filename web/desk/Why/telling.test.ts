import { expect, test } from 'vitest';
import { storyOf, type Chapter } from '../../session/routing/story';
import type { Decision, KeptAway, Routing, Search, Stay } from '../../session/routing/wire';
import shared from '../../ui/catalogue/en';
import sharedAr from '../../ui/catalogue/ar';
import sharedFr from '../../ui/catalogue/fr';
import { speaker } from '../../ui/catalogue/speaker';
import ar from '../catalogue/ar';
import en from '../catalogue/en';
import fr from '../catalogue/fr';
import type { DeskSpeaker } from '../words';
import { answer, asText, factsOf, plainText, stepMore, stretchLabel, verdict } from './telling';

const english = speaker('en', { ...shared, ...en });
const french = speaker('fr', { ...sharedFr, ...fr }) as unknown as DeskSpeaker;
const arabic = speaker('ar', { ...sharedAr, ...ar }) as unknown as DeskSpeaker;

const named = (name: string) => ({ id: name, name });
const at = (clock: string) => `2026-06-03T${clock}`;
const NOW = Date.parse(at('14:05:10'));
const kept = (by: KeptAway['by'], count: number, of: string | null = null): KeptAway => ({ by, of: of === null ? null : named(of), count, some: [] });

function decision(more: Partial<Decision>): Decision {
  return {
    at: at('14:04:34'), agent: named('Sara Haddad'), foundBy: 'standard', stage: 0, compared: 1, idleSince: at('14:04:18'), stars: 4.25,
    runnerUp: null, lookedAt: 6, candidates: [], keptAway: [], end: 'answered', endedAt: at('14:05:02'), ...more,
  };
}

function search(more: Partial<Search>): Search {
  return { position: 2, estimatedWaitSeconds: 61, formula: 'ABANDON', method: 'standard', stage: 0, until: null, lookedAt: 6, candidates: 0, first: [], keptAway: [], ...more };
}

function chapter(more: Partial<Stay> = {}): Chapter {
  const stay: Stay = {
    queue: named('Loans'), mediaType: 'callback', since: at('14:03:10'), until: at('14:05:02'), end: 'answered',
    needs: { priority: 0, skills: [named('Home loans')], language: named('Arabic'), preferred: [], direct: null }, decisions: [], now: null, ...more,
  };
  const routing: Routing = { conversationId: 'c', at: at('14:05:10'), stays: [stay] };
  return storyOf(routing, { now: NOW, skewMs: 0 })[0]!;
}

const waiting = (now: Search | null) => chapter({ end: null, until: null, now });
const said = (told: Chapter, customer: string | null = 'Amira', by: DeskSpeaker = english) => plainText(answer(told, { speaker: by, customer }), by);

test('the answer is one sentence about the wait and one about the agent', () => {
  const idle = chapter({ decisions: [decision({ compared: 2, candidates: [{ agent: named('Hana'), idleSince: at('14:04:25') }] })] });
  expect(said(idle)).toBe('Amira waited 1:52. Sara Haddad got the conversation as the longest idle of 2 agents with Arabic and Home loans.');
  expect(said(chapter({ decisions: [decision({})] }))).toBe('Amira waited 1:52. Sara Haddad got the conversation as the only agent free with Arabic and Home loans.');
  expect(said(chapter({ decisions: [decision({ foundBy: 'preferred' })] }), null)).toBe('The customer waited 1:52. Sara Haddad got the conversation as the preferred agent.');
  expect(said(chapter())).toBe('Amira waited 1:52. An agent answered; how the agent was found is not recorded.');
  expect(said(chapter({ end: 'abandoned' }))).toBe('Amira left after 1:52, before anybody answered.');
  expect(said(chapter({ end: 'transferred' }))).toBe('Amira waited 1:52 in Loans and was then sent on.');
});

test('what still waits says what keeps others away', () => {
  expect(said(waiting(search({ keptAway: [kept('off_queue', 1), kept('no_capacity', 3), kept('lacks_skill', 2, 'Arabic')] }))))
    .toBe('Amira has waited 2:00. Nobody can take it now: 3 are in a conversation, 2 lack Arabic, and 1 is off queue.');
  expect(said(waiting(search({ keptAway: [kept('off_queue', 6)] })))).toBe('Amira has waited 2:00. Nobody is on queue.');
  expect(said(waiting(search({ lookedAt: 0 })))).toBe('Amira has waited 2:00. Loans has no members.');
  expect(said(waiting(search({ candidates: 3, first: [named('Ana'), named('Bo'), named('Li')] }))))
    .toBe('Amira has waited 2:00. 3 agents could take it, Ana and Bo first. They are asked in its turn.');
  expect(said(chapter({ end: null, until: null, decisions: [decision({ end: null, endedAt: null })] })))
    .toBe('Amira has waited 2:00. It rings at Sara Haddad, as the only agent free with Arabic and Home loans.');
});

test('other languages tell the same', () => {
  const told = waiting(search({ keptAway: [kept('no_capacity', 3), kept('off_queue', 1)] }));
  expect(said(told, 'Amira', french)).toBe('Amira attend depuis 2:00. Personne ne peut la prendre pour l’instant : 3 sont en conversation et 1 est hors file.');
  expect(said(told, 'Amira', arabic).replaceAll(/[\u2068\u2069]/g, '')).toBe('مدة انتظار Amira حتى الآن: 2:00. لا أحد يستطيع أخذها الآن: 3 موظفين في محادثة وموظف واحد خارج الطابور.');
});

test('facts of a wait: its place, an estimate rounded up with its formula, and when the search widens', () => {
  const facts = (now: Partial<Search>) => Object.fromEntries(factsOf(waiting(search(now)), NOW, english)
    .map(({ label, value, more }) => [label, `${plainText(value, english)}${more ? ` (${plainText(more, english)})` : ''}`]));
  expect(facts({ keptAway: [kept('off_queue', 6)] })).toMatchObject({ 'Expected wait': 'No estimate yet' });
  expect(facts({ method: 'bullseye', stage: 2, until: at('14:06:00'), keptAway: [kept('no_capacity', 6)] })).toEqual({
    Needs: 'Arabic and Home loans', 'Place in line': '2nd', 'Expected wait': 'about 2 minutes (Abandon formula: some ahead give up.)',
    'Asked now': 'Rings up to 2', Widens: 'at 14:06:00, in 0:50',
  });
  expect(facts({ position: null, estimatedWaitSeconds: null, formula: null, keptAway: [kept('no_capacity', 6)] })).toMatchObject({ 'Expected wait': 'No estimate yet', Widens: 'Not by itself' });
});

test('a step says how the agent was found and how long they were free', () => {
  const { steps, ...told } = chapter({ decisions: [decision({ foundBy: 'bullseye', stage: 2, end: 'no_answer', endedAt: at('14:04:54') })] });
  const more = steps.map((step) => plainText(stepMore(step, { steps, ...told }, { speaker: english, customer: 'Amira' }), english));
  expect(more).toEqual(['Needs Arabic and Home loans.', 'The only one free. Ring 2. Free for 0:16.', 'Rang for 0:20. Place in line kept.']);
});

test('what is no more has no name, and a sentence still stands', () => {
  const told = chapter({ queue: { id: 'q' }, decisions: [decision({ agent: { id: 'gone' }, end: 'no_answer', keptAway: [kept('lacks_language', 1)] })] });
  expect(told.stretches.map((stretch) => plainText(stretchLabel(stretch, told.needs, english), english))).toContain('(no longer known), no answer');
  expect(told.moments[0]?.rows.map((row) => plainText(verdict(row, english), english))).toEqual(['Did not answer', 'No (no longer known)']);
});

test('as text it is what the page shows, in the same order, with values isolated where they need it', () => {
  const told = chapter({ decisions: [decision({ keptAway: [{ ...kept('off_queue', 3), some: [named('Dana')] }] })] });
  expect(asText('c-1', [told], NOW, { speaker: english, customer: 'Amira' })).toBe(`Why here, why this wait
Amira · c-1

Call · Loans · 14:03:10
Amira waited 1:52. Sara Haddad got the conversation as the only agent free with Arabic and Home loans.

Where the wait went
  1:24  Nobody free with Arabic and Home loans
  0:28  Sara Haddad rang

Step by step
  14:03:10  Entered Loans. Needs Arabic and Home loans.
  14:04:34  Offered to Sara Haddad. The only one free. Free for 0:16.
  14:05:02  Sara Haddad answered. Rang for 0:28.

Agents at 14:04:34
  Sara Haddad: Chosen
  Dana: Off queue
  2 more: Off queue
`);
  expect(asText('c-1', [told], NOW, { speaker: arabic, customer: 'Amira' })).toContain('عُرضت على \u2068Sara Haddad\u2069');
});
