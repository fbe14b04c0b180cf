import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';
import { forward, type Drawing } from '../Icon/drawings';
import { Icon } from '../Icon/Icon';
import './Row.css';

export interface RowProps {
  icon: Drawing;
  /** The button's name; the note describes it. */
  label: string;
  note: ComponentChildren;
  onClick: () => void;
}

/** One way on among several: divided by air and a hairline, not by boxes. The whole row is the button's target. */
export function Row({ icon, label, note, onClick }: RowProps) {
  const id = useId();
  return (
    <div class="row">
      <Icon of={icon} class="row-icon" />
      <div class="row-words">
        <button type="button" aria-describedby={id} onClick={onClick}>{label}</button>
        <p class="small" id={id}>{note}</p>
      </div>
      <Icon of={forward} size="s" flip class="row-go" />
    </div>
  );
}
