import { describe, expect, it } from 'vitest';
import { undated, type Assignment } from '../../../shared/domain/assignment.ts';
import type { GrantSecrets } from '../../../shared/sync/provisioning.ts';
import { secretsFor } from './build-grant.ts';

const NOW = new Date('2026-11-25T12:00:00.000Z');
const area = (id: string, parentId: string | null) => ({
  id,
  parentId,
  level: 0,
  name: { en: id },
});
const pack = {
  areas: [area('region', null), area('a', 'region'), area('a1', 'a'), area('b', 'region')],
  roles: [
    { id: 'custom-reader', name: { en: 'Reader' }, actions: ['record.review'] },
    { id: 'custom-clerk', name: { en: 'Clerk' }, actions: ['device.read'] },
  ],
};
const held: GrantSecrets = {
  indexKey: new Uint8Array(32),
  reviewKeys: pack.areas.map(({ id }) => ({
    areaId: id,
    epoch: 1,
    kid: id,
    secret: new Uint8Array(32),
    publicKey: new Uint8Array(32),
  })),
};
const keysOf = (...assignments: readonly Assignment[]): readonly string[] =>
  secretsFor(assignments, pack, held, NOW).reviewKeys.map(({ areaId }) => areaId);

describe('the review keys in a grant', () => {
  it('are those of the areas that are reviewed, and none for other roles', () => {
    expect(keysOf(undated('supervisor', ['a']))).toEqual(['a', 'a1']);
    expect(keysOf(undated('custom-reader', ['b']))).toEqual(['b']);
    expect(keysOf(undated('administrator', ['b']))).toEqual(['region', 'a', 'a1', 'b']);
    for (const role of [
      'enumerator',
      'key-officer',
      'auditor',
      'registry-officer',
      'custom-clerk',
      'unknown',
    ]) {
      expect([role, keysOf({ ...undated(role, []), areaIds: null })]).toEqual([role, []]);
    }
  });

  it('are those of each assignment by itself: an enumerator’s area brings none', () => {
    expect(keysOf(undated('supervisor', ['b']), undated('enumerator', ['a']))).toEqual(['b']);
  });

  it('come for an assignment yet to begin, and not for one that is over', () => {
    const over = { ...undated('supervisor', ['a']), validUntil: NOW.toISOString() };
    const coming = { ...undated('supervisor', ['b']), validFrom: '2026-12-01T00:00:00.000Z' };
    expect(keysOf(over, coming)).toEqual(['b']);
  });
});
