import { down, type Drawing } from '../Icon/drawings';
import { Icon } from '../Icon/Icon';
import './Pick.css';

export interface PickProps {
  label: string;
  icon: Drawing;
  value: string;
  options: readonly { value: string; label: string }[];
  onPick: (value: string) => void;
}

/** A short list with an icon for its visible label. */
export function Pick({ label, icon, value, options, onPick }: PickProps) {
  return (
    <label class="pick">
      <span class="unseen">{label}</span>
      <Icon of={icon} size="s" class="pick-icon" />
      <select value={value} onChange={(event) => onPick(event.currentTarget.value)}>
        {options.map((option) => (
          <option key={option.value} value={option.value}>{option.label}</option>
        ))}
      </select>
      <Icon of={down} size="s" class="pick-arrow" />
    </label>
  );
}
