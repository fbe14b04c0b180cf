import { useEffect, useRef } from 'preact/hooks';

/** Takes focus when what had it is gone, so that nobody is left at the top of the page; a page's first view leaves focus alone. */
export function useFocusIfLost<Element extends HTMLElement>(key?: unknown) {
  const element = useRef<Element>(null);
  useEffect(() => {
    if (document.activeElement !== document.body || !navigator.userActivation?.hasBeenActive) return;
    // On a touch screen a field that takes focus brings the keyboard over half the page.
    if (element.current?.matches('textarea') && matchMedia('(pointer: coarse)').matches) return;
    element.current?.focus({ preventScroll: true });
  }, [key]);
  return element;
}
