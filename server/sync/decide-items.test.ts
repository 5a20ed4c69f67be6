import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ManifestItem } from '../../shared/sync/batch-manifest.ts';
import type { RegistrantItem } from '../../shared/sync/registrant-item.ts';
import type { CheckedItem } from './check-item.ts';
import { decideItems, type HeldVersion } from './decide-items.ts';

const DEVICE = 'device-1';
const RECORDS = [1, 2, 3].map((n) => `00000000-0000-4000-8000-00000000000${String(n)}`);
const HASHES = ['a', 'b'].map((letter) => letter.repeat(64));
// What was checked is not looked at again, only carried along.
const GOOD: CheckedItem = { ok: true, item: { operatorId: 'op' } as RegistrantItem };

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
    operator_id: 'op',
    item_hash: entry.hash,
    restored_hashes: [],
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
  ['returned', 2, 'op', 'accepted'],
  ['returned', 3, 'op', 'refused'],
  ['received', 2, 'op', 'refused'],
  ['approved', 2, 'op', 'refused'],
  ['returned', 2, 'op-2', 'refused'],
] as const)(
  'over a %s version 1, version %i of %s’s record is %s',
  (status, version, owner, verdict) => {
    const recordId = RECORDS[0] ?? '';
    const [first, second] = HASHES;
    const held = [
      {
        record_id: recordId,
        version: 1,
        device_id: 'device-2',
        operator_id: owner,
        item_hash: first ?? '',
        restored_hashes: [],
        status,
      },
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

describe('a record that was restored on another laptop', () => {
  const [first = '', second = ''] = HASHES;
  const recordId = RECORDS[0] ?? '';
  const held: HeldVersion = {
    record_id: recordId,
    version: 1,
    device_id: 'device-2',
    operator_id: 'op',
    item_hash: first,
    restored_hashes: [],
    status: 'received',
  };
  const entry = { kind: 'registrant', recordId, version: 1, areaId: 'a', hash: second, size: 1 };

  function verdictOver(version: HeldVersion, restored: RegistrantItem['restored']) {
    const item = { operatorId: 'op', restored } as RegistrantItem;
    return decideItems(DEVICE, [entry as ManifestItem], [{ ok: true, item }], [version])
      .verdicts[0];
  }

  test('is held already where the very item it was made of is held, and the receipt names that', () => {
    const made = [{ itemHash: first, deviceId: 'device-2' }];
    expect(verdictOver(held, made)).toMatchObject({ verdict: 'already-held', heldHash: first });
  });

  test('is held already where the restored one came first', () => {
    expect(verdictOver({ ...held, restored_hashes: [second] }, undefined)).toMatchObject({
      verdict: 'already-held',
    });
  });

  test.each([
    ['it was made of another item', held, [{ itemHash: 'c'.repeat(64), deviceId: 'device-2' }]],
    [
      'it is somebody else’s',
      { ...held, operator_id: 'op-2' },
      [{ itemHash: first, deviceId: 'x' }],
    ],
    ['it names nothing', held, undefined],
    ['others name it', { ...held, operator_id: 'op-2', restored_hashes: [second] }, undefined],
  ])('is a conflict where %s', (_why, version, made) => {
    expect(verdictOver(version, made)).toMatchObject({
      verdict: 'refused',
      code: 'sync.item-conflict',
    });
  });
});
