import { useId } from 'preact/hooks';
import { alert } from '../Icon/drawings';
import { Icon } from '../Icon/Icon';
import './Field.css';

export interface FieldProps {
  label: string;
  value: string;
  onInput: (value: string) => void;
  type?: 'text' | 'email' | 'tel' | 'password';
  name?: string;
  autocomplete?: string;
  hint?: string;
  /** What is wrong, what is kept, the way on: one sentence each. */
  error?: string | undefined;
  required?: boolean;
  inputMode?: 'text' | 'numeric' | 'tel' | 'email';
  maxLength?: number;
}

/** A labelled line of text. Addresses and numbers are typed left to right in every language. */
export function Field({ label, value, onInput, type = 'text', hint, error, ...rest }: FieldProps) {
  const id = useId();
  const note = error ?? hint;
  return (
    <div class={`field${error ? ' field-bad' : ''}`}>
      <label for={id}>{label}</label>
      <input
        {...rest}
        id={id}
        type={type as 'text'}
        dir={type !== 'text' ? 'ltr' : value ? 'auto' : undefined}
        value={value}
        onInput={(event) => onInput(event.currentTarget.value)}
        aria-invalid={error ? 'true' : undefined}
        aria-describedby={note ? `${id}-note` : undefined}
      />
      {note && (
        <span class="field-note" id={`${id}-note`}>
          {error && <Icon of={alert} size="xs" />}
          {note}
        </span>
      )}
    </div>
  );
}
