import { expect, test, vi } from 'vitest';
import { Platform, Refused, SignedOut, Unreachable } from './platform';

function answering(...answers: (() => Response | Promise<Response>)[]) {
  return vi.fn<typeof fetch>(async () => (answers.shift() ?? (() => Response.json({})))());
}
const signedIn = { token: 'old', renew: async () => 'new' };

test('an expired token is renewed once and the request repeated', async () => {
  const fetch = answering(() => new Response(null, { status: 401 }), () => Response.json({ id: 'c1', participants: [] }));
  expect((await new Platform(signedIn, fetch).conversation('c1')).id).toBe('c1');
  expect(fetch.mock.calls.map(([, init]) => (init?.headers as Record<string, string>)['Authorization'])).toEqual(['Bearer old', 'Bearer new']);
});

test('a second 401 means signed out, not a loop', async () => {
  const fetch = answering(() => new Response(null, { status: 401 }), () => new Response(null, { status: 401 }));
  await expect(new Platform(signedIn, fetch).me()).rejects.toBeInstanceOf(SignedOut);
});

test('a refusal keeps the platform’s words and the reference to quote', async () => {
  const fetch = answering(() => Response.json({ code: 'conflict', message: 'The offer is gone', contextId: 'a7k2q' }, { status: 409 }));
  const refusal = await new Platform(signedIn, fetch).me().catch((failure: unknown) => failure);
  expect(refusal).toBeInstanceOf(Refused);
  expect(refusal).toMatchObject({ status: 409, code: 'conflict', contextId: 'a7k2q' });
});

test('no answer, and a proxy that says so, are the same to the desk', async () => {
  const fetch = answering(() => Promise.reject(new TypeError('offline')), () => new Response('<html>', { status: 502 }));
  const platform = new Platform(signedIn, fetch);
  await expect(platform.me()).rejects.toBeInstanceOf(Unreachable);
  await expect(platform.me()).rejects.toBeInstanceOf(Unreachable);
});

test('every page of a list is read', async () => {
  const page = (entities: unknown[], pageCount: number) => () => Response.json({ entities, pageCount });
  const fetch = answering(page([{ id: 'a' }], 2), page([{ id: 'b' }], 2));
  expect(await new Platform(signedIn, fetch).queues()).toEqual([{ id: 'a' }, { id: 'b' }]);
  expect(fetch.mock.calls.map(([url]) => url)).toEqual([
    '/api/v2/routing/queues?pageSize=100&pageNumber=1', '/api/v2/routing/queues?pageSize=100&pageNumber=2',
  ]);
});
