/** The desk's keys: a key press in, what it asks for out. Positions on the keyboard, so that they hold in every layout. */

export type KeyAction = 'alert' | 'accept' | 'decline' | 'offer-video' | 'microphone' | 'camera' | 'share' | 'hold' | 'end-call' | 'pause';

const WITH_ALT: Readonly<Record<string, KeyAction>> = {
  KeyA: 'accept', KeyD: 'decline', KeyV: 'offer-video', KeyM: 'microphone', KeyC: 'camera', KeyS: 'share', KeyH: 'hold', KeyX: 'end-call', KeyP: 'pause',
};

export function keyAction(key: Pick<KeyboardEvent, 'code' | 'altKey' | 'ctrlKey' | 'metaKey' | 'shiftKey'>): KeyAction | null {
  if (key.ctrlKey || key.metaKey || key.shiftKey) return null;
  if (key.altKey) return WITH_ALT[key.code] ?? null;
  return key.code === 'F6' ? 'alert' : null;
}

/** What is printed on this keyboard. */
export function keyNames(platform: string): { alt: (letter: string) => string; ctrlEnter: string } {
  return /mac|iphone|ipad/i.test(platform)
    ? { alt: (letter) => `⌥${letter}`, ctrlEnter: '⌘↵' }
    : { alt: (letter) => `Alt ${letter}`, ctrlEnter: 'Ctrl Enter' };
}

export const printed = keyNames(typeof navigator === 'undefined' ? '' : navigator.platform);
