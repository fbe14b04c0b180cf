/**
 * The sign-in page: what its address says, and what it keeps between tries.
 *
 * Never: touches the password; the browser posts the form by itself.
 */
import { forgetToken } from './auth';

export type SignInError = { what: 'wrong' } | { what: 'locked'; until: Date | null };

export interface SignInAddress { returnTo: string; error: SignInError | null; language: string | null }

const EMAIL_KEY = 'eyeline.sign-in.email';

export function readAddress(search: string, now: number): SignInAddress {
  const query = new URLSearchParams(search);
  const wanted = query.get('return_to') ?? '';
  const lockedS = Number(query.get('retry_after'));
  return {
    // Only our own pages: "//elsewhere" would be another site.
    returnTo: /^\/(?![/\\])/.test(wanted) ? wanted : '/desk/',
    error: query.get('error') === 'locked'
      ? { what: 'locked', until: lockedS > 0 ? new Date(now + lockedS * 1000) : null }
      : query.has('error') ? { what: 'wrong' } : null,
    language: query.get('lang'),
  };
}

/** The address of this page in another language, with everything else kept. */
export function inLanguage(search: string, language: string): string {
  const query = new URLSearchParams(search);
  query.set('lang', language);
  return `?${query}`;
}

export function rememberedEmail(): string { return sessionStorage.getItem(EMAIL_KEY) ?? ''; }

/** Somebody is about to sign in: whoever was signed in here before is not any more. */
export function signingIn(email: string): void {
  sessionStorage.setItem(EMAIL_KEY, email);
  forgetToken();
}
