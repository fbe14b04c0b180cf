/**
 * Signs a staff page in: authorization code with PKCE (RFC 7636), done by fetch, so no page is ever lost to it.
 *
 * Holds: the token, in this tab's sessionStorage only.
 * Decides: whether a token can be had silently (the browser has a signed-in cookie) or the person must be asked.
 * Never: sees a password, and never becomes another person: a tab that was Ana's stays Ana's or asks.
 */

/** `GET /desk/config.json`: the public OAuth client of the staff pages. */
export interface OAuthClient {
  client_id: string;
  redirect_uri: string;
}

const TOKEN_KEY = 'eyeline.token';

export interface AuthPorts {
  fetch: typeof globalThis.fetch;
  storage: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;
  location: Pick<Location, 'origin' | 'pathname' | 'assign'>;
}

/** Forgets who signed in here; the sign-in pages call it before somebody else does. */
export function forgetToken(storage: Pick<Storage, 'removeItem'> = sessionStorage): void {
  storage.removeItem(TOKEN_KEY);
}

/** RFC 7636 §4.1: 43 characters from the unreserved set. */
export function randomVerifier(): string {
  return base64url(crypto.getRandomValues(new Uint8Array(32)));
}

/** RFC 7636 §4.2, method S256. */
export async function challengeOf(verifier: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(verifier));
  return base64url(new Uint8Array(digest));
}

export class Auth {
  private readonly ports: AuthPorts;
  private client: OAuthClient | null = null;
  private renewal: Promise<string | null> | null = null;
  private owner: string | null = null;

  constructor(ports: AuthPorts = { fetch: globalThis.fetch.bind(globalThis), storage: sessionStorage, location }) {
    this.ports = ports;
  }

  get token(): string | null {
    return this.ports.storage.getItem(TOKEN_KEY);
  }

  /** From now on only this user's tokens are taken. */
  keepTo(userId: string): void {
    this.owner = userId;
  }

  /** A new token without asking anybody, or null. Callers that come together share one attempt. */
  renew(): Promise<string | null> {
    this.renewal ??= this.authorize().finally(() => { this.renewal = null; });
    return this.renewal;
  }

  /** Leaves for the sign-in page, which comes back here. */
  askPerson(): void {
    forgetToken(this.ports.storage);
    this.ports.location.assign(`/login?return_to=${encodeURIComponent(this.ports.location.pathname)}`);
  }

  signOut(): void {
    forgetToken(this.ports.storage);
    this.ports.location.assign('/logout');
  }

  private async authorize(): Promise<string | null> {
    const { fetch, location, storage } = this.ports;
    this.client ??= (await (await fetch('/desk/config.json')).json()) as OAuthClient;
    const redirect = new URL(this.client.redirect_uri, location.origin);
    const verifier = randomVerifier();
    const state = randomVerifier();
    const query = new URLSearchParams({
      response_type: 'code',
      client_id: this.client.client_id,
      redirect_uri: redirect.href,
      code_challenge: await challengeOf(verifier),
      code_challenge_method: 'S256',
      state,
    });
    // Where the redirects end tells: at our own address with a code, or at the sign-in page.
    const ended = new URL((await fetch(`/oauth/authorize?${query}`, { credentials: 'same-origin' })).url, location.origin);
    const code = ended.searchParams.get('code');
    if (ended.pathname !== redirect.pathname || !code || ended.searchParams.get('state') !== state) return null;

    const answer = await fetch('/oauth/token', {
      method: 'POST',
      body: new URLSearchParams({
        grant_type: 'authorization_code',
        code,
        code_verifier: verifier,
        client_id: this.client.client_id,
        redirect_uri: redirect.href,
      }),
    });
    if (!answer.ok) return null;
    const { access_token: token } = (await answer.json()) as { access_token: string };
    if (this.owner && (await this.userOf(token)) !== this.owner) return null;
    storage.setItem(TOKEN_KEY, token);
    return token;
  }

  private async userOf(token: string): Promise<string | undefined> {
    const answer = await this.ports.fetch('/api/v2/users/me', { headers: { Authorization: `Bearer ${token}` } });
    return answer.ok ? ((await answer.json()) as { id: string }).id : undefined;
  }
}

function base64url(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes)).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}
