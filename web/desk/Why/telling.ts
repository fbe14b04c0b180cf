/**
 * A story of routing told in the reader's language: sentences in pieces, so that names and times keep their direction.
 *
 * Pure: the chapter, the customer's name and the speaker in. Start reading at [`answer`], then [`asText`].
 */
import type { AgentRow, Because, Chapter, Moment, Step, Stretch } from '../../session/routing/story';
import type { KeptAway, Named, Needs } from '../../session/routing/wire';
import type { Piece } from '../../ui/catalogue/message';
import { called, clockToTheSecond, type DeskSpeaker } from '../words';

/** Whom and to whom: what every sentence needs besides the facts. */
export interface Teller { speaker: DeskSpeaker; customer: string | null }

export function customerOf({ customer, speaker }: Teller): string {
  return customer || speaker.text('why.theCustomer');
}

/** The answer, in one or two sentences. */
export function answer(chapter: Chapter, teller: Teller): Piece[] {
  const { speaker } = teller;
  const waited = { name: customerOf(teller), span: speaker.span(chapter.waitedMs / 1000) };
  const { answer } = chapter;
  switch (answer.is) {
    case 'answered': {
      const got = answer.agent && answer.because
        ? nest(speaker.pieces('why.got', { agent: called(answer.agent, speaker), because: HERE }), because(answer.because, chapter.needs, speaker))
        : speaker.pieces('why.gotPlainly');
      return sentences(speaker.pieces('why.waited', waited), got);
    }
    case 'left': return speaker.pieces('why.left', waited);
    case 'moved': return speaker.pieces('why.moved', { ...waited, queue: called(chapter.queue, speaker) });
    case 'rings': {
      const rings = nest(speaker.pieces('why.rings', { agent: called(answer.agent, speaker), because: HERE }), because(answer.because, chapter.needs, speaker));
      return sentences(speaker.pieces('why.hasWaited', waited), rings);
    }
    case 'waits': return sentences(speaker.pieces('why.hasWaited', waited), standstill(chapter, speaker));
  }
}

function standstill({ answer, queue }: Chapter, speaker: DeskSpeaker): Piece[] {
  if (answer.is !== 'waits') return [];
  const { for: why } = answer;
  switch (why.is) {
    case 'nobody-on-queue': return speaker.pieces('why.nobodyOnQueue');
    case 'no-members': return speaker.pieces('why.noMembers', { queue: called(queue, speaker) });
    case 'in-turn': return nest(speaker.pieces('why.inTurn', { count: why.candidates, names: HERE }), names(why.first.slice(0, why.candidates === 1 ? 1 : 2), speaker));
    case 'kept-away': return nest(speaker.pieces('why.keptAway', { reasons: HERE }), listed(why.kept.map((kept) => reason(kept, speaker)), speaker));
    case 'unknown': return speaker.pieces('why.standstill');
  }
}

/** "3 are in a conversation" */
export function reason({ by, of, count }: KeptAway, speaker: DeskSpeaker): Piece[] {
  switch (by) {
    case 'lacks_skill':
    case 'lacks_language': return speaker.pieces(`why.kept.${by}`, { count, of: called(of, speaker) });
    default: return speaker.pieces(`why.kept.${by}`, { count });
  }
}

function because({ by, among }: Because, needs: Needs, speaker: DeskSpeaker): Piece[] {
  const needed = needsOf(needs, speaker);
  switch (by) {
    case 'only': return needed ? nest(speaker.pieces('why.because.onlyWith', { needs: HERE }), needed) : speaker.pieces('why.because.only');
    case 'idle':
    case 'skills': return needed
      ? nest(speaker.pieces(`why.because.${by}With`, { count: among, needs: HERE }), needed)
      : speaker.pieces(`why.because.${by}`, { count: among });
    default: return speaker.pieces(`why.because.${by}`);
  }
}

/** Language and skills as a list; null when any agent will do. */
export function needsOf({ language, skills }: Needs, speaker: DeskSpeaker): Piece[] | null {
  const needed = [...(language ? [language] : []), ...skills];
  return needed.length > 0 ? names(needed, speaker) : null;
}

/** Whose a stretch of the wait was. */
export function stretchLabel({ what, agent }: Stretch, needs: Needs, speaker: DeskSpeaker): Piece[] {
  const needed = needsOf(needs, speaker);
  switch (what) {
    case 'nobody-free': return needed ? nest(speaker.pieces('why.stretch.nobody-freeWith', { needs: HERE }), needed) : speaker.pieces('why.stretch.nobody-free');
    case 'nobody-on-queue':
    case 'in-turn': return speaker.pieces(`why.stretch.${what}`);
    default: return speaker.pieces(`why.stretch.${what}`, { agent: called(agent, speaker) });
  }
}

export function stepLabel(step: Step, { queue }: Chapter, teller: Teller): Piece[] {
  const { speaker } = teller;
  switch (step.what) {
    case 'entered': return speaker.pieces('why.step.entered', { queue: called(queue, speaker) });
    case 'left': return speaker.pieces('why.step.left', { name: customerOf(teller) });
    case 'moved':
    case 'waits':
    case 'widens': return speaker.pieces(`why.step.${step.what}`);
    default: return speaker.pieces(`why.step.${step.what}`, { agent: called(step.agent, speaker) });
  }
}

/** What stands under a step: nothing, or short sentences. */
export function stepMore(step: Step, chapter: Chapter, { speaker }: Teller): Piece[] {
  switch (step.what) {
    case 'entered': return sentences(...asked(chapter.needs, speaker));
    case 'offered': return sentences(
      ...found(step.because, speaker),
      ...(step.idleMs === null || step.idleMs < 1_000 ? [] : [speaker.pieces('why.step.free', { span: speaker.span(step.idleMs / 1000) })]),
    );
    case 'answered': return step.rangMs < 1_000 ? [] : speaker.pieces('why.step.rang', { span: speaker.span(step.rangMs / 1000) });
    case 'no_answer':
    case 'declined':
    case 'withdrawn': return sentences(speaker.pieces('why.step.rang', { span: speaker.span(step.rangMs / 1000) }), speaker.pieces('why.step.placeKept'));
    default: return [];
  }
}

function asked(needs: Needs, speaker: DeskSpeaker): Piece[][] {
  const needed = needsOf(needs, speaker);
  return [
    needed ? nest(speaker.pieces('why.step.needs', { needs: HERE }), needed) : speaker.pieces('why.step.needsNothing'),
    ...(needs.direct ? [speaker.pieces('why.step.asksFor', { agent: called(needs.direct, speaker) })] : []),
    ...(needs.preferred.length > 0 ? [nest(speaker.pieces('why.step.prefers', { names: HERE }), names(needs.preferred.map(({ agent }) => agent), speaker))] : []),
    ...(needs.priority === 0 ? [] : [speaker.pieces('why.step.priority', { priority: needs.priority })]),
  ];
}

function found({ by, among, stars, stage }: Because, speaker: DeskSpeaker): Piece[][] {
  const how = by === 'idle' ? speaker.pieces('why.found.idle', { count: among })
    : by === 'skills' ? speaker.pieces('why.found.skills', { count: among, stars: Math.round(stars * 10) / 10 })
      : speaker.pieces(`why.found.${by}`);
  return stage ? [how, speaker.pieces(`why.found.${stage.of}`, { number: stage.number })] : [how];
}

export function verdict({ verdict }: AgentRow, speaker: DeskSpeaker): Piece[] {
  if (verdict.is !== 'kept') return speaker.pieces(`why.verdict.${verdict.is}`);
  const { by, of } = verdict;
  switch (by) {
    case 'lacks_skill':
    case 'lacks_language': return speaker.pieces(`why.verdict.${by}`, { of: called(of, speaker) });
    default: return speaker.pieces(`why.verdict.${by}`);
  }
}

export function agentsHeading({ at }: Moment, speaker: DeskSpeaker): Piece[] {
  return at === null ? speaker.pieces('why.agentsNow') : speaker.pieces('why.agentsAt', { clock: clockToTheSecond(at, speaker.locale) });
}

export interface Fact { label: string; value: Piece[]; more?: Piece[] }

/** What a conversation that still waits waits for. */
export function factsOf({ needs, search, answer }: Chapter, now: number, speaker: DeskSpeaker): Fact[] {
  if (!search) return [];
  const { position, estimateS, formula, method, stage, until } = search;
  // Minutes would be invented where nobody is there to serve anybody.
  const deserted = answer.is === 'waits' && (answer.for.is === 'nobody-on-queue' || answer.for.is === 'no-members');
  const minutes = estimateS === null || deserted ? null : Math.max(1, Math.ceil(estimateS / 60));
  const searched = method === 'bullseye' ? speaker.pieces('why.search.bullseye', { stage })
    : method === 'conditional' ? speaker.pieces('why.search.conditional', { stage: stage + 1 })
      : speaker.pieces(`why.search.${method}`);
  return [
    { label: speaker.text('why.needs'), value: needsOf(needs, speaker) ?? speaker.pieces('why.needsNothing') },
    ...(needs.priority === 0 ? [] : [{ label: speaker.text('why.priority'), value: [number(needs.priority, speaker)] }]),
    ...(position === null ? [] : [{ label: speaker.text('why.position'), value: speaker.pieces('why.positionInLine', { position }) }]),
    {
      label: speaker.text('why.expected'),
      value: minutes === null ? speaker.pieces('why.noEstimate') : speaker.pieces('why.expectedMinutes', { minutes }),
      ...(minutes !== null && formula ? { more: speaker.pieces(`why.formula.${formula}`) } : {}),
    },
    { label: speaker.text('why.search'), value: searched },
    { label: speaker.text('why.widens'), value: widens(until, now, speaker) },
  ];
}

function widens(until: number | null, now: number, speaker: DeskSpeaker): Piece[] {
  if (until === null) return speaker.pieces('why.widensNot');
  if (until <= now) return speaker.pieces('why.widensNow');
  return speaker.pieces('why.widensAt', { clock: clockToTheSecond(until, speaker.locale), span: speaker.span((until - now) / 1000) });
}

/** All of it as plain text, to be sent to somebody: the same words in the same order. */
export function asText(conversation: string, chapters: readonly Chapter[], now: number, teller: Teller): string {
  const { speaker } = teller;
  const head = [speaker.text('why.heading'), `${customerOf(teller)} · ${conversation}`];
  const told = chapters.flatMap((chapter) => ['', ...chapterAsText(chapter, now, teller)]);
  return [...head, ...told, ''].join('\n');
}

function chapterAsText(chapter: Chapter, now: number, teller: Teller): string[] {
  const { speaker } = teller;
  const plain = (pieces: readonly Piece[]) => plainText(pieces, speaker);
  const clock = (at: number) => plain([{ value: clockToTheSecond(at, speaker.locale), ltr: true }]);
  const [latest] = chapter.moments;
  return [
    `${speaker.text(`live.${chapter.medium}`)} · ${plain([{ value: called(chapter.queue, speaker), ltr: false }])} · ${clock(chapter.since)}`,
    plain(answer(chapter, teller)),
    ...factsOf(chapter, now, speaker).map(({ label, value, more }) => `${label}: ${plain(value)}${more ? ` ${plain(more)}` : ''}`),
    ...headed(speaker.text('why.stretches'), chapter.stretches.map((stretch) => `${plain([{ value: speaker.span(stretch.ms / 1000), ltr: true }])}  ${plain(stretchLabel(stretch, chapter.needs, speaker))}`)),
    ...headed(speaker.text('why.steps'), chapter.steps.map((step) => `${clock(step.at)}  ${plain(stepLabel(step, chapter, teller))}${trailing(plain(stepMore(step, chapter, teller)))}`)),
    ...(latest ? headed(plain(agentsHeading(latest, speaker)), latest.rows.map((row) => `${plain(rowName(row, speaker))}: ${plain(verdict(row, speaker))}`)) : []),
  ];
}

function headed(heading: string, lines: readonly string[]): string[] {
  return lines.length > 0 ? ['', heading, ...lines.map((line) => `  ${line}`)] : [];
}

function trailing(more: string): string {
  return more ? `. ${more}` : '';
}

export function rowName({ agent, count }: AgentRow, speaker: DeskSpeaker): Piece[] {
  return agent ? [{ value: called(agent, speaker), ltr: false }] : speaker.pieces('why.unnamed', { count });
}

/** Where text is all there is, values are isolated by the characters for it (UAX #9, FSI and PDI). */
export function plainText(pieces: readonly Piece[], { dir }: DeskSpeaker): string {
  const isolated = (value: string) => (dir === 'rtl' ? `\u2068${value}\u2069` : value);
  return pieces.map((piece) => ('words' in piece ? piece.words : isolated(piece.value))).join('');
}

/** Stands in a sentence where pieces belong that are a sentence's part themselves. */
const HERE = '\u0000';

function nest(sentence: readonly Piece[], part: readonly Piece[]): Piece[] {
  return sentence.flatMap((piece) => ('value' in piece && piece.value === HERE ? part : [piece]));
}

function sentences(...all: Piece[][]): Piece[] {
  return all.filter(({ length }) => length > 0).flatMap((one, index) => (index === 0 ? one : [{ words: ' ' }, ...one]));
}

function names(of: readonly Named[], speaker: DeskSpeaker): Piece[] {
  return listed(of.map((one) => [{ value: called(one, speaker), ltr: false }]), speaker);
}

/** "Arabic and Loans": the language's own list, around pieces. */
function listed(items: readonly (readonly Piece[])[], { locale }: DeskSpeaker): Piece[] {
  return new Intl.ListFormat(locale).formatToParts(items.map((_, index) => String(index)))
    .flatMap(({ type, value }): readonly Piece[] => (type === 'element' ? items[Number(value)] ?? [] : [{ words: value }]));
}

function number(value: number, speaker: DeskSpeaker): Piece {
  return { value: speaker.number(value), ltr: true };
}
