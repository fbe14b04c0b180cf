import type { ComponentChildren } from 'preact';
import { Icon } from '../Icon/Icon';
import { stateBad, stateBusy, stateOff, stateOk, stateRinging, stateWarn } from '../Icon/drawings';
import './State.css';

const DRAWN = { ok: stateOk, warn: stateWarn, bad: stateBad, busy: stateBusy, off: stateOff, ringing: stateRinging } as const;
export type StateLook = keyof typeof DRAWN;

/** How somebody or something is: shape, word and colour. */
export function State({ look, children }: { look: StateLook; children: ComponentChildren }) {
  return <span class={`state state-${look}`}><Icon of={DRAWN[look]} size="xs" /><span>{children}</span></span>;
}
