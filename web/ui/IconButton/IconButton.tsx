import { Icon } from '../Icon/Icon';
import type { Drawing } from '../Icon/drawings';
import './IconButton.css';

export interface IconButtonProps {
  label: string;
  icon: Drawing;
  onClick?: () => void;
  type?: 'button' | 'submit';
  /** A toggle keeps its name and says here whether it is on. */
  pressed?: boolean;
  expanded?: boolean;
  flip?: boolean;
  class?: string;
}

export function IconButton({ label, icon, onClick, type = 'button', pressed, expanded, flip, class: more }: IconButtonProps) {
  return (
    <button
      type={type}
      class={`icon-button${more ? ` ${more}` : ''}`}
      aria-label={label}
      title={label}
      aria-pressed={pressed}
      aria-expanded={expanded}
      onClick={onClick}
    >
      <Icon of={icon} flip={flip} />
    </button>
  );
}
