import { expose } from 'comlink';
import { Dexie } from 'dexie';
import { PEER_CHUNK, type PeerStore } from './peer-store.ts';
import { plainRecordOf, samplePeople, somePeople, type PlainRecord } from './sample-people.ts';

let database: Dexie;

/** The floor: Dexie without encryption, six plain indexes, the same durability. */
const plain: PeerStore = {
  async open(name) {
    database = new Dexie(name, { chromeTransactionDurability: 'strict' });
    database.version(1).stores({
      people: '&id, nationalId, phone, phoneLastFour, familyName, givenName, birthDate',
    });
    await database.open();
  },
  async insert(seed, count) {
    const rows = samplePeople(seed, count).map(plainRecordOf);
    const start = performance.now();
    for (let at = 0; at < rows.length; at += PEER_CHUNK) {
      await database.table<PlainRecord>('people').bulkAdd(rows.slice(at, at + PEER_CHUNK));
    }
    return performance.now() - start;
  },
  async lookUp(seed, count, positions) {
    const times: number[] = [];
    for (const { nationalId } of somePeople(seed, count, positions)) {
      const start = performance.now();
      const found = await database
        .table<PlainRecord>('people')
        .where('nationalId')
        .equals(nationalId)
        .first();
      times.push(performance.now() - start);
      if (found?.nationalId !== nationalId) throw new Error('not found');
    }
    return times;
  },
  async remove() {
    await database.delete();
  },
};

expose(plain);
