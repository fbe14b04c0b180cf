import type { Chapter, Stretch } from '../../session/routing/story';
import { Words } from '../../ui/Words/Words';
import { Time } from '../Time/Time';
import { useDeskSpeaker } from '../words';
import { stretchLabel } from './telling';

type Look = 'quiet' | 'missed' | 'rang';
const LOOKS: Record<Stretch['what'], Look> = {
  'nobody-free': 'quiet', 'nobody-on-queue': 'quiet', 'in-turn': 'quiet', withdrawn: 'quiet',
  no_answer: 'missed', declined: 'missed', answered: 'rang', rings: 'rang',
};
/** A smaller part of the bar has no room for words. */
const ROOM_FOR_WORDS = 0.2;

/** Where the wait went: a bar for the eye, the same as a list for everybody, under it or instead of words in it. */
export function Wait({ chapter: { stretches, needs, answer } }: { chapter: Chapter }) {
  const speaker = useDeskSpeaker();
  const roomy = stretches.every(({ share }) => share >= ROOM_FOR_WORDS);
  const goesOn = answer.is === 'waits' || answer.is === 'rings';
  if (stretches.length === 0 && goesOn) return null;
  return (
    <section class="why-wait" aria-labelledby="why-wait">
      <h2 id="why-wait">{speaker.text('why.stretches')}</h2>
      {stretches.length === 0 && <p class="small">{speaker.text('why.noStretches')}</p>}
      <div class={`why-stretches${roomy ? ' why-roomy' : ''}`} hidden={stretches.length === 0}>
        <div class="why-bar" aria-hidden="true">
          {stretches.map((stretch) => (
            <span key={stretch.from} class={`why-is-${LOOKS[stretch.what]}`} style={{ flexGrow: stretch.share }}>
              <span class="desk-cut"><Words of={stretchLabel(stretch, needs, speaker)} /></span>
            </span>
          ))}
        </div>
        <ol class="why-legend">
          {stretches.map((stretch) => (
            <li key={stretch.from} style={{ flexGrow: stretch.share }}>
              <i class={`why-is-${LOOKS[stretch.what]}`} aria-hidden="true" />
              <span class="why-legend-words"><Words of={stretchLabel(stretch, needs, speaker)} /> </span>
              <Time>{speaker.span(stretch.ms / 1000)}</Time>
            </li>
          ))}
        </ol>
      </div>
    </section>
  );
}
