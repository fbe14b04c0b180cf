import type { Drawing } from './drawings';
import './Icon.css';

export interface IconProps {
  of: Drawing;
  size?: 'l' | 'm' | 's' | 'xs';
  /** Arrows that mean a direction of reading turn round in right-to-left text. */
  flip?: boolean;
  class?: string;
}

/** Always beside words or inside a named control, so it says nothing itself. */
export function Icon({ of, size = 'm', flip, class: more }: IconProps) {
  const { lines, solid } = typeof of === 'string' ? { lines: of, solid: undefined } : of;
  return (
    <svg class={`icon icon-${size}${flip ? ' flip' : ''}${more ? ` ${more}` : ''}`} viewBox="0 0 24 24" aria-hidden="true">
      <path d={lines} />
      {solid && <path class="icon-solid" d={solid} />}
    </svg>
  );
}
