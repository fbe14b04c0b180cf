// Signs a person in by the page, as a browser would, and returns the code that the SDK exchanges for a token.
import { createHash, randomBytes } from 'node:crypto';

/** Authorization code with PKCE (RFC 7636, S256) for one user. */
export async function authorize(eyeline, user) {
  const client = eyeline.info.oauth_clients.find((client) => client.grant === 'CODE');
  const verifier = randomBytes(48).toString('base64url');
  const challenge = createHash('sha256').update(verifier).digest('base64url');
  const redirect = new URL(client.redirect_uris[0], eyeline.url).href;
  const query = new URLSearchParams({
    response_type: 'code',
    client_id: client.id,
    redirect_uri: redirect,
    code_challenge: challenge,
    code_challenge_method: 'S256',
  });
  const asked = await fetch(`${eyeline.url}/oauth/authorize?${query}`, { redirect: 'manual' });
  const page = new URL(asked.headers.get('location'), eyeline.url);
  const form = new URLSearchParams({ email: user.email, password: user.password, return_to: page.searchParams.get('return_to') });
  const signedIn = await fetch(`${eyeline.url}/login`, { method: 'POST', body: form, redirect: 'manual' });
  const cookie = signedIn.headers.get('set-cookie').split(';')[0];
  const back = await fetch(new URL(signedIn.headers.get('location'), eyeline.url), { headers: { cookie }, redirect: 'manual' });
  const code = new URL(back.headers.get('location'), eyeline.url).searchParams.get('code');
  return { clientId: client.id, code, verifier, redirect };
}
