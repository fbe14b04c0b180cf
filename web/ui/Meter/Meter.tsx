import type { ReadonlySignal } from '@preact/signals';
import './Meter.css';

const CELLS = 18;

/** How loud the microphone is, 0 to 1. Decoration: the verdict beside it says it in words. */
export function Meter({ level }: { level: ReadonlySignal<number> }) {
  const lit = Math.round(level.value * CELLS);
  return (
    <span class="meter-cells" aria-hidden="true">
      {Array.from({ length: CELLS }, (_, cell) => <i key={cell} class={cell < lit ? 'meter-on' : ''} />)}
    </span>
  );
}
