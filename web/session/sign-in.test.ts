import { expect, test } from 'vitest';
import { readAddress } from './sign-in';

test('after signing in one comes back only to pages of ours', () => {
  const back = (to: string) => readAddress(`?return_to=${encodeURIComponent(to)}`, 0).returnTo;
  expect([back('/admin/'), back('https://elsewhere.example/'), back('//elsewhere.example'), back('/\\elsewhere.example'), back('')])
    .toEqual(['/admin/', '/desk/', '/desk/', '/desk/', '/desk/']);
});

test('a lock says until when, if it is known', () => {
  expect(readAddress('?error=locked&retry_after=300', 0).error).toEqual({ what: 'locked', until: new Date(300_000) });
  expect(readAddress('?error=locked', 0).error).toEqual({ what: 'locked', until: null });
  expect(readAddress('?error=credentials', 0).error).toEqual({ what: 'wrong' });
  expect(readAddress('', 0).error).toBeNull();
});
