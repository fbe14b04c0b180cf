import { useId } from 'preact/hooks';
import { star } from '../Icon/drawings';
import { Icon } from '../Icon/Icon';
import './Stars.css';

export interface StarsProps {
  legend: string;
  /** 0 while nothing is chosen. */
  value: number;
  /** One name per star, worst first. */
  names: readonly string[];
  onRate: (stars: number) => void;
}

/** A verdict in one tap. */
export function Stars({ legend, value, names, onRate }: StarsProps) {
  const group = useId();
  return (
    <fieldset class="stars">
      <legend>{legend}</legend>
      <div class="stars-row">
        {names.map((name, index) => (
          <label key={name} class={index < value ? 'star star-lit' : 'star'}>
            <input type="radio" name={group} aria-label={name} checked={value === index + 1} onChange={() => onRate(index + 1)} />
            <Icon of={star} size="l" />
          </label>
        ))}
      </div>
    </fieldset>
  );
}
