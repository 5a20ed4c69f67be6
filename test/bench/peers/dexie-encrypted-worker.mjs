import { expose } from 'comlink';
import { Dexie } from 'dexie';
import { applyEncryptionMiddleware, cryptoOptions } from 'dexie-encrypted';
import { PEER_CHUNK } from '../page/peer-store.ts';
import { plainRecordOf, samplePeople } from '../page/sample-people.ts';
import { contentOf, hashesOf, hashOf } from './hashes.mjs';

let database;

/** dexie-encrypted: it encrypts what is not indexed, so it is searchable by hashes the application makes. */
expose({
  async open(name) {
    database = new Dexie(name, { chromeTransactionDurability: 'strict' });
    applyEncryptionMiddleware(
      database,
      new Uint8Array(32).fill(9),
      { people: cryptoOptions.NON_INDEXED_FIELDS },
      async () => {
        throw new Error('the key changed');
      },
    );
    database.version(1).stores({ people: '&id, h0, h1, h2, h3, h4, h5' });
    await database.open();
  },
  async insert(seed, count) {
    const rows = samplePeople(seed, count).map(plainRecordOf);
    const start = performance.now();
    for (let at = 0; at < rows.length; at += PEER_CHUNK) {
      const chunk = rows
        .slice(at, at + PEER_CHUNK)
        .map((row) => ({ id: row.id, ...hashesOf(row), ...contentOf(row) }));
      await database.table('people').bulkAdd(chunk);
    }
    return performance.now() - start;
  },
  async lookUp(seed, count, positions) {
    const people = samplePeople(seed, count);
    const times = [];
    for (const position of positions) {
      const { nationalId } = people[position];
      const start = performance.now();
      const found = await database.table('people').where('h0').equals(hashOf(nationalId)).first();
      times.push(performance.now() - start);
      if (found?.nationalId !== nationalId) throw new Error('not found');
    }
    return times;
  },
  async remove() {
    await database.delete();
  },
});
