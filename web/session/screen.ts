/** The screen or window that the person picks, or null: they changed their mind, or this browser cannot. */
export async function captureScreen(): Promise<MediaStreamTrack | null> {
  if (!canShareScreen()) return null;
  try {
    const stream = await navigator.mediaDevices.getDisplayMedia({ video: { frameRate: { ideal: 15, max: 30 } }, audio: false });
    const track = stream.getVideoTracks()[0] ?? null;
    if (track) track.contentHint = 'detail';
    return track;
  } catch {
    return null;
  }
}

export function canShareScreen(): boolean {
  return typeof navigator.mediaDevices?.getDisplayMedia === 'function';
}
