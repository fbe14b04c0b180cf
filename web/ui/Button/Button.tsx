import type { ComponentChildren, TargetedMouseEvent } from 'preact';
import { Icon } from '../Icon/Icon';
import type { Drawing } from '../Icon/drawings';
import './Button.css';

export interface ButtonProps {
  children: ComponentChildren;
  /** `primary` once per screen; `second` beside it; `quiet` is the way out. */
  look?: 'primary' | 'second' | 'quiet';
  small?: boolean;
  wide?: boolean;
  icon?: Drawing;
  type?: 'button' | 'submit';
  /** Stays focusable and says why it does nothing yet. */
  unavailable?: boolean;
  onClick?: (event: TargetedMouseEvent<HTMLButtonElement>) => void;
  describedBy?: string;
}

export function Button({ children, look = 'primary', small, wide, icon, type = 'button', unavailable, onClick, describedBy }: ButtonProps) {
  return (
    <button
      type={type}
      class={`button button-${look}${small ? ' button-small' : ''}${wide ? ' button-wide' : ''}`}
      aria-disabled={unavailable ? 'true' : undefined}
      aria-describedby={describedBy}
      onClick={unavailable ? (event) => event.preventDefault() : onClick}
    >
      {icon && <Icon of={icon} size="s" />}
      {children}
    </button>
  );
}
