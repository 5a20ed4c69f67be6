import { expose } from 'comlink';
import { createRxDatabase } from 'rxdb/plugins/core';
import { wrappedKeyEncryptionCryptoJsStorage } from 'rxdb/plugins/encryption-crypto-js';
import { getRxStorageDexie } from 'rxdb/plugins/storage-dexie';
import { PEER_CHUNK } from '../page/peer-store.ts';
import { plainRecordOf, samplePeople } from '../page/sample-people.ts';
import { contentOf, hashesOf, hashOf } from './hashes.mjs';

const HASHES = ['h0', 'h1', 'h2', 'h3', 'h4', 'h5'];
const TEXTS = ['nationalId', 'phone', 'phoneLastFour', 'familyName', 'givenName', 'birthDate'];
const text = { type: 'string' };
const hash = { type: 'string', maxLength: 24 };

const SCHEMA = {
  version: 0,
  primaryKey: 'id',
  type: 'object',
  properties: {
    id: { type: 'string', maxLength: 40 },
    ...Object.fromEntries(HASHES.map((name) => [name, hash])),
    ...Object.fromEntries(TEXTS.map((name) => [name, text])),
    record: { type: 'object' },
  },
  required: ['id', ...HASHES],
  indexes: HASHES,
  encrypted: [...TEXTS, 'record'],
};

let database;

/** RxDB with its crypto-js encryption plugin on its Dexie storage; searchable by hashes the application makes. */
expose({
  async open(name) {
    database = await createRxDatabase({
      name,
      storage: wrappedKeyEncryptionCryptoJsStorage({
        storage: getRxStorageDexie({ chromeTransactionDurability: 'strict' }),
      }),
      password: 'correct horse battery staple',
      multiInstance: false,
      eventReduce: false,
    });
    await database.addCollections({ people: { schema: SCHEMA } });
  },
  async insert(seed, count) {
    const rows = samplePeople(seed, count).map(plainRecordOf);
    const start = performance.now();
    for (let at = 0; at < rows.length; at += PEER_CHUNK) {
      const documents = rows.slice(at, at + PEER_CHUNK).map((row) => ({
        id: row.id,
        ...hashesOf(row),
        ...contentOf(row),
      }));
      const { error } = await database.people.bulkInsert(documents);
      if (error.length > 0) throw new Error(`${error.length} documents were not inserted`);
    }
    return performance.now() - start;
  },
  async lookUp(seed, count, positions) {
    const people = samplePeople(seed, count);
    const times = [];
    for (const position of positions) {
      const { nationalId } = people[position];
      const start = performance.now();
      const [found] = await database.people
        .find({ selector: { h0: hashOf(nationalId) }, limit: 1 })
        .exec();
      times.push(performance.now() - start);
      if (found?.nationalId !== nationalId) throw new Error('not found');
    }
    return times;
  },
  async remove() {
    await database.remove();
  },
});
