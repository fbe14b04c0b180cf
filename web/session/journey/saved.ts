import { NOBODY, type Customer } from './customer';
import type { Local } from './step';

/** What a reload must find again. One tab's own: another tab is another visit. */
export interface Saved {
  readonly open: boolean;
  readonly view: Local['view'];
  readonly code: string | null;
  /** The room this page is in. */
  readonly room: string | null;
  readonly customer: Customer;
  readonly camera: boolean;
  readonly microphone: boolean;
}

export const FRESH: Saved = { open: false, view: 'form', code: null, room: null, customer: NOBODY, camera: true, microphone: true };

export function load(storage: Pick<Storage, 'getItem'>, key: string): Saved {
  try {
    return { ...FRESH, ...(JSON.parse(storage.getItem(key) ?? '{}') as Partial<Saved>) };
  } catch {
    return FRESH; // Somebody else's text under our key.
  }
}

export function save(storage: Pick<Storage, 'setItem'>, key: string, saved: Saved): void {
  storage.setItem(key, JSON.stringify(saved));
}
