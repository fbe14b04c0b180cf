import './Face.css';

/** Initials in a circle: the only round thing that is not a button. The name stands beside it. */
export function Face({ name, large }: { name: string; large?: boolean }) {
  return <span class={`face${large ? ' face-large' : ''}`} aria-hidden="true">{initials(name)}</span>;
}

/** First letters of the first and the last word, by grapheme, so that they hold in any script; apart, where letters would join. */
export function initials(name: string): string {
  const words = name.trim().split(/\s+/).filter(Boolean);
  const first = words[0];
  const last = words.length > 1 ? words[words.length - 1] : undefined;
  return [first, last].map((word) => (word ? [...word][0] : '')).join('\u200c').toLocaleUpperCase();
}
