import { useEffect, useRef } from 'preact/hooks';
import type { Sound } from '../../session/conference/conference';

/** Everybody's voice. Not seen, and apart from the pictures, which come and go. */
export function Sounds({ of }: { of: readonly Sound[] }) {
  return <>{of.map((sound) => <Voice key={sound.key} stream={sound.stream} />)}</>;
}

function Voice({ stream }: { stream: MediaStream }) {
  const audio = useRef<HTMLAudioElement>(null);
  useEffect(() => {
    const element = audio.current;
    if (!element) return;
    element.srcObject = stream;
    const play = () => void element.play().catch(() => undefined);
    play();
    // After a reload some browsers want a touch before they sound.
    document.addEventListener('pointerdown', play, { once: true });
    return () => document.removeEventListener('pointerdown', play);
  }, [stream]);
  return <audio ref={audio} autoPlay />;
}
