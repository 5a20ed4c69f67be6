import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ManifestItem } from '../../shared/sync/batch-manifest.ts';
import type { RegistrantItem } from '../../shared/sync/registrant-item.ts';
import type { CheckedItem } from './check-item.ts';
import { decideItems, type HeldVersion } from './decide-items.ts';

const DEVICE = 'device-1';
const RECORDS = [1, 2, 3].map((n) => `00000000-0000-4000-8000-00000000000${String(n)}`);
const HASHES = ['a', 'b'].map((letter) => letter.repeat(64));
// What was checked is not looked at again, only carried along.
const GOOD: CheckedItem = { ok: true, item: {} as RegistrantItem };

const entries = fc.array(
  fc.record({
    kind: fc.constant('registrant' as const),
    recordId: fc.constantFrom(...RECORDS),
    version: fc.integer({ min: 1, max: 3 }),
    areaId: fc.constant('a'),
    hash: fc.constantFrom(...HASHES),
    size: fc.constant(1),
  }),
  { minLength: 1, maxLength: 12 },
);

/** Deliver a batch to a model store, as the database would keep it. */
function deliver(
  held: readonly HeldVersion[],
  batch: readonly ManifestItem[],
  bad: ReadonlySet<number>,
) {
  const checked = batch.map((_, index): CheckedItem =>
    bad.has(index) ? { ok: false, code: 'sync.item-malformed' } : GOOD,
  );
  const decided = decideItems(DEVICE, batch, checked, held);
  const added = decided.accepted.map(({ entry }) => ({
    record_id: entry.recordId,
    version: entry.version,
    device_id: DEVICE,
    item_hash: entry.hash,
    status: 'received' as const,
  }));
  return { decided, after: [...held, ...added] };
}

test('a version is stored once, and the same items again are all settled', () => {
  fc.assert(
    fc.property(entries, (batch) => {
      const { decided, after } = deliver([], batch, new Set());
      expect(decided.verdicts).toHaveLength(batch.length);
      const keys = after.map((version) => `${version.record_id}/${String(version.version)}`);
      expect(new Set(keys).size).toBe(keys.length);
      const again = deliver(after, batch, new Set());
      expect(again.decided.accepted).toEqual([]);
      for (const [index, verdict] of decided.verdicts.entries()) {
        const repeated = again.decided.verdicts[index]?.verdict;
        expect(repeated).toBe(verdict.verdict === 'refused' ? 'refused' : 'already-held');
      }
    }),
  );
});

test('a bad item changes no verdict on other records', () => {
  fc.assert(
    fc.property(entries, fc.nat(), (batch, pick) => {
      const spoiled = pick % batch.length;
      const before = deliver([], batch, new Set()).decided.verdicts;
      const after = deliver([], batch, new Set([spoiled])).decided.verdicts;
      for (const [index, entry] of batch.entries()) {
        if (entry.recordId !== batch[spoiled]?.recordId)
          expect(after[index]).toEqual(before[index]);
      }
    }),
  );
});

test.each([
  ['returned', 2, DEVICE, 'accepted'],
  ['returned', 3, DEVICE, 'refused'],
  ['received', 2, DEVICE, 'refused'],
  ['approved', 2, DEVICE, 'refused'],
  ['returned', 2, 'device-2', 'refused'],
] as const)(
  'over a %s version 1, version %i of %s’s record is %s',
  (status, version, owner, verdict) => {
    const recordId = RECORDS[0] ?? '';
    const [first, second] = HASHES;
    const held = [
      { record_id: recordId, version: 1, device_id: owner, item_hash: first ?? '', status },
    ];
    const entry = {
      kind: 'registrant',
      recordId,
      version,
      areaId: 'a',
      hash: second ?? '',
      size: 1,
    };
    const { verdicts } = decideItems(DEVICE, [entry as ManifestItem], [GOOD], held);
    expect(verdicts[0]?.verdict).toBe(verdict);
  },
);
