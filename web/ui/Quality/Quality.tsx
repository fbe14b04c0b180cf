import { useSpeaker } from '../speech';
import './Quality.css';

export type QualityWord = 'good' | 'fair' | 'poor';

/** A verdict: shape, colour and word. */
export function Quality({ of }: { of: QualityWord }) {
  const speaker = useSpeaker();
  return (
    <span class={`quality quality-${of}`}>
      <span class="quality-bars" aria-hidden="true"><i /><i /><i /></span>
      {speaker.text(`quality.${of}`)}
    </span>
  );
}
