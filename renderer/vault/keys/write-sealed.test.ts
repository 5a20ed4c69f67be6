import { IDBFactory, IDBKeyRange } from 'fake-indexeddb';
import { expect, test } from 'vitest';
import { NO_RECORDS } from '../database/counts.ts';
import type { OperatorRow } from '../database/rows.ts';
import { openStore } from '../database/store.ts';
import type { KeyRings } from './key-rings.ts';
import { writeSealed } from './write-sealed.ts';

const OPERATOR = { operatorId: 'op', byState: NO_RECORDS } as OperatorRow;

test('what was being sealed while this very window renewed its keys is sealed again', async () => {
  const store = await openStore('sealed', { indexedDB: new IDBFactory(), IDBKeyRange });
  await store.operators.add(OPERATOR);
  let epoch = 0;
  const rings = {
    get epoch() {
      return epoch;
    },
    reload: () => Promise.resolve(),
  } as KeyRings;
  const sealedUnder: number[] = [];
  async function seal(): Promise<number> {
    const under = epoch;
    sealedUnder.push(under);
    if (sealedUnder.length === 1) {
      // The renewal commits, and the rings are read again, before the write begins.
      await store.operators.update('op', { keyEpoch: 1 });
      epoch = 1;
    }
    return under;
  }
  const sealer = { operatorId: 'op', rings };
  const written = await writeSealed(store, sealer, [store.drafts], seal, (under) =>
    Promise.resolve(under),
  );
  expect(written).toBe(1);
  expect(sealedUnder).toEqual([0, 1]);
});
