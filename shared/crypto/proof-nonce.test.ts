import { expect, test } from 'vitest';
import { fromBase64Url, toBase64Url } from '../encoding/bytes.ts';
import { generateSigningSeed, importSigningSeed } from './primitives/signing.ts';
import { createProofNonces } from './proof-nonce.ts';

const NOW = 1_800_000_000;
const { seed, key: server } = await generateSigningSeed();
const nonces = await createProofNonces(server);

test('counts for five minutes, and a minute early for a replica whose clock is ahead', () => {
  const nonce = nonces.issue(NOW);
  const counts = [-61, -60, 0, 300, 301, 400_000_000, -400_000_000].map((later) =>
    nonces.isFresh(nonce, NOW + later),
  );
  expect(counts).toEqual([false, true, true, true, false, false, false]);
});

test('is to be renewed from a minute on', () => {
  const nonce = nonces.issue(NOW);
  expect([0, 59, 60, 200].map((later) => nonces.isAging(nonce, NOW + later))).toEqual([
    false,
    false,
    true,
    true,
  ]);
  expect(nonces.isAging('nonsense', NOW)).toBe(false);
});

test('is known to every replica with the same key, and to no other server', async () => {
  const replica = await createProofNonces(await importSigningSeed(seed));
  const other = await createProofNonces((await generateSigningSeed()).key);
  expect(replica.isFresh(nonces.issue(NOW), NOW)).toBe(true);
  expect(other.isFresh(nonces.issue(NOW), NOW)).toBe(false);
});

test('with any bit changed, cut, or longer is none', () => {
  const bytes = fromBase64Url(nonces.issue(NOW));
  for (let bit = 0; bit < bytes.length * 8; bit++) {
    const changed = bytes.slice();
    changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
    expect(nonces.isFresh(toBase64Url(changed), NOW)).toBe(false);
  }
  const whole = nonces.issue(NOW);
  for (const text of ['', '!', 'é', whole.slice(0, -4), `${whole}AAAA`, `${whole}=`]) {
    expect(nonces.isFresh(text, NOW)).toBe(false);
  }
});

test('fits into a header as RFC 9449 section 8.1 has it', () => {
  expect(nonces.issue(NOW)).toMatch(/^[\w-]{32}$/u);
});
