import { useEffect, useRef } from 'preact/hooks';
import { useSpeaker } from '../speech';
import './Video.css';

export interface VideoProps {
  stream: MediaStream | null;
  /** Whose picture it is; the element is named "Video of NAME", or "Screen of NAME". */
  name: string;
  mirrored?: boolean;
  /** A screen is shown whole, a face fills its tile. */
  screen?: boolean;
}

/** A moving picture without sound: sound has its own element, so that a picture may come and go. */
export function Video({ stream, name, mirrored, screen }: VideoProps) {
  const speaker = useSpeaker();
  const video = useRef<HTMLVideoElement>(null);
  useEffect(() => {
    const element = video.current;
    if (!element || element.srcObject === stream) return;
    element.srcObject = stream;
    // Refused only until the person touches the page; muted pictures are allowed from the start.
    if (stream) element.play().catch(() => undefined);
  }, [stream]);
  return (
    <video
      ref={video}
      class={`video${mirrored ? ' video-mirrored' : ''}${screen ? ' video-screen' : ''}`}
      aria-label={speaker.text(screen ? 'call.screenOf' : 'call.videoOf', { name })}
      autoPlay
      playsInline
      muted
    />
  );
}
