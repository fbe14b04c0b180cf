import './Countdown.css';

const LENGTH = 100;

/** A ring that empties; the words beside it say the same. */
export function Countdown({ seconds, of, label }: { seconds: number; of: number; label: string }) {
  const left = Math.min(1, Math.max(0, seconds / of));
  return (
    <div class="countdown" aria-hidden="true">
      <svg viewBox="0 0 88 88">
        <circle class="countdown-track" cx="44" cy="44" r="41" />
        <circle class="countdown-left" cx="44" cy="44" r="41" pathLength={LENGTH} stroke-dasharray={LENGTH} stroke-dashoffset={LENGTH * (1 - left)} />
      </svg>
      <b class="num">{label}</b>
    </div>
  );
}
