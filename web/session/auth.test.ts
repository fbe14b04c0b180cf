import { expect, test, vi } from 'vitest';
import { Auth, challengeOf, randomVerifier, type AuthPorts } from './auth';

const ORIGIN = 'http://127.0.0.1:8080';

/** A browser in front of an authorization server that knows who has the cookie. */
function browser({ cookie }: { cookie: string | null }) {
  const kept = new Map<string, string>();
  const server = { cookie, challenge: '', verifier: '', redirectUri: '' };
  const ports: AuthPorts = {
    storage: {
      getItem: (key) => kept.get(key) ?? null,
      setItem: (key, value) => void kept.set(key, value),
      removeItem: (key) => void kept.delete(key),
    },
    location: { origin: ORIGIN, pathname: '/desk/', assign: vi.fn() },
    fetch: vi.fn(async (input: RequestInfo | URL, init?: RequestInit) => {
      const url = new URL(String(input), ORIGIN);
      const json = (body: unknown, at = url.href) => Object.defineProperty(Response.json(body), 'url', { value: at });
      switch (url.pathname) {
        case '/desk/config.json': return json({ client_id: 'desk', redirect_uri: '/desk/' });
        case '/oauth/authorize':
          server.challenge = url.searchParams.get('code_challenge') ?? '';
          server.redirectUri = url.searchParams.get('redirect_uri') ?? '';
          return json({}, server.cookie ? `${server.redirectUri}?code=abc&state=${url.searchParams.get('state')}` : `${ORIGIN}/login?return_to=x`);
        case '/oauth/token':
          server.verifier = (init?.body as URLSearchParams).get('code_verifier') ?? '';
          return json({ access_token: `token of ${server.cookie}` });
        default: return json({ id: server.cookie });
      }
    }),
  };
  return { server, ports, kept };
}

test('the challenge is the one of RFC 7636, appendix B', async () => {
  expect(await challengeOf('dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk')).toBe('E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM');
});

test('a verifier is long enough and needs no escaping', () => {
  expect(randomVerifier()).toMatch(/^[A-Za-z0-9_-]{43}$/);
});

test('with a signed-in cookie a token comes without a question, and proves the challenge', async () => {
  const { ports, server } = browser({ cookie: 'ana' });
  const auth = new Auth(ports);
  expect(await auth.renew()).toBe('token of ana');
  expect(auth.token).toBe('token of ana');
  expect(server.redirectUri).toBe(`${ORIGIN}/desk/`);
  expect(await challengeOf(server.verifier)).toBe(server.challenge);
});

test('without one the person is asked, and comes back to the same page', async () => {
  const { ports } = browser({ cookie: null });
  const auth = new Auth(ports);
  expect(await auth.renew()).toBeNull();
  auth.askPerson();
  expect(ports.location.assign).toHaveBeenCalledWith('/login?return_to=%2Fdesk%2F');
});

test('renewals that come together are one', async () => {
  const { ports } = browser({ cookie: 'ana' });
  const auth = new Auth(ports);
  await Promise.all([auth.renew(), auth.renew(), auth.renew()]);
  expect(vi.mocked(ports.fetch).mock.calls.filter(([url]) => String(url) === '/oauth/token')).toHaveLength(1);
});

test('a desk that is Ana’s does not become Omar’s when he signs in beside it', async () => {
  const { ports, server, kept } = browser({ cookie: 'ana' });
  const auth = new Auth(ports);
  await auth.renew();
  auth.keepTo('ana');
  server.cookie = 'omar';
  expect(await auth.renew()).toBeNull();
  expect([...kept.values()]).toEqual(['token of ana']);
});
