import { useState } from 'preact/hooks';
import type { AgentRow, Chapter, Moment } from '../../session/routing/story';
import type { Obstacle } from '../../session/routing/wire';
import { Icon } from '../../ui/Icon/Icon';
import { down } from '../../ui/Icon/drawings';
import { State, type StateLook } from '../../ui/State/State';
import { Words } from '../../ui/Words/Words';
import { Time } from '../Time/Time';
import { called, clockToTheSecond, useDeskSpeaker } from '../words';
import { agentsHeading, rowName, verdict } from './telling';

/** Who was looked at, and the verdict on each: at the latest look, or an earlier one. */
export function Agents({ chapter: { moments } }: { chapter: Chapter }) {
  const speaker = useDeskSpeaker();
  const [chosen, setChosen] = useState<string | null>(null);
  const shown = moments.find((moment) => keyOf(moment) === chosen) ?? moments[0];
  if (!shown) return null;
  return (
    <section class="why-agents" aria-labelledby="why-agents">
      <div class="why-agents-head">
        <h2 id="why-agents"><Words of={agentsHeading(shown, speaker)} /></h2>
        {moments.length > 1 && (
          <label class="pick why-moment">
            <span class="unseen">{speaker.text('why.moment')}</span>
            <select value={keyOf(shown)} onChange={(event) => setChosen(event.currentTarget.value)}>
              {moments.map((moment) => <option key={keyOf(moment)} value={keyOf(moment)}>{nameOf(moment)}</option>)}
            </select>
            <Icon of={down} size="s" class="pick-arrow" />
          </label>
        )}
      </div>
      {shown.rows.length === 0 ? <p class="small">{speaker.text('why.nobodyLookedAt')}</p> : <Table moment={shown} />}
    </section>
  );

  function nameOf({ at, offeredTo }: Moment): string {
    if (at === null) return speaker.text('why.momentNow');
    return speaker.text('why.momentAt', { clock: clockToTheSecond(at, speaker.locale), agent: called(offeredTo, speaker) });
  }
}

function keyOf({ at }: Moment): string {
  return at === null ? 'now' : String(at);
}

function Table({ moment }: { moment: Moment }) {
  const speaker = useDeskSpeaker();
  const idle = moment.rows.some(({ idleMs }) => idleMs !== null);
  return (
    <table aria-labelledby="why-agents">
      <thead>
        <tr>
          <th scope="col">{speaker.text('why.agent')}</th>
          {idle && <th scope="col">{speaker.text('why.free')}</th>}
          <th scope="col">{speaker.text('why.verdict')}</th>
        </tr>
      </thead>
      <tbody>
        {moment.rows.map((row, index) => (
          <tr key={index} class={index === 0 && moment.at !== null ? 'why-first' : undefined}>
            <th scope="row"><Words of={rowName(row, speaker)} /></th>
            {idle && <td>{row.idleMs === null ? '' : <Time>{speaker.span(row.idleMs / 1000)}</Time>}</td>}
            <td><Verdict row={row} /></td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** Only what says how somebody is has a shape; why somebody was not the one is words enough. */
const LOOKS: Partial<Record<AgentRow['verdict']['is'] | Obstacle, StateLook>> = {
  chosen: 'ok', rings: 'ringing', no_answer: 'warn', declined: 'warn', could: 'ok',
  off_queue: 'off', not_responding: 'warn', alerting: 'busy', no_capacity: 'busy', no_label_capacity: 'busy',
};

function Verdict({ row }: { row: AgentRow }) {
  const speaker = useDeskSpeaker();
  const words = <Words of={verdict(row, speaker)} />;
  const look = LOOKS[row.verdict.is === 'kept' ? row.verdict.by : row.verdict.is];
  return look ? <State look={look}>{words}</State> : <span class="why-verdict">{words}</span>;
}
