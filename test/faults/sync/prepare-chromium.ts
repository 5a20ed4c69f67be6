/** Profiles of real browsers that runs are copied from, and the database that goes with them. */
import path from 'node:path';
import { enrolPeople } from '../enrol-people.ts';
import { copyProfile, startLaptop } from '../laptop.ts';
import { unlockVault, PASSPHRASE, readEnrolmentAreas, type SignIn } from '../page-vault.ts';
import { makePeople } from '../people.ts';
import { provisionEnumerator } from '../provision-enumerator.ts';
import { randomFor } from '../random-for.ts';
import type { JournalEntry } from '../journal.ts';
import { RECORDS, type PreparedStock, type Stock } from './prepare-node.ts';
import type { SyncWorld } from './sync-world.ts';

const TEMPLATE = 'template_chromium';
const SEED = 40;

export interface PreparedBrowser {
  readonly template: string;
  readonly appFolder: string;
  readonly signIn: SignIn;
  readonly areaIds: readonly string[];
  readonly stocks: Readonly<Record<Stock, PreparedStock>>;
}

/** Sets a laptop up in Chromium and enrols people. The profiles are of Chromium's default store, LevelDB. */
export async function prepareBrowser(
  world: SyncWorld,
  appFolder: string,
): Promise<PreparedBrowser> {
  const people = await world.begin(appFolder);
  const { url } = world.proxy;
  const backend = 'leveldb';
  const few = path.join(world.folder, 'profile-few');
  const first = await startLaptop({ profileFolder: few, backend, url });
  const operatorId = await provisionEnumerator(first, people);
  const signIn = { operatorId, passphrase: PASSPHRASE };
  const areaIds = await readEnrolmentAreas(first.page);
  const enrol = (laptop: typeof first, count: number, seed: number): Promise<void> =>
    enrolPeople(laptop.page, {
      people: makePeople(randomFor(seed, 'people'), count, areaIds),
      discarded: [],
      left: [],
    });
  await enrol(first, RECORDS.few, SEED);
  const saved = savedIn(first.journal.entries);
  await first.close();

  const many = path.join(world.folder, 'profile-many');
  copyProfile(few, many);
  const second = await startLaptop({ profileFolder: many, backend, url });
  await unlockVault(second.page, signIn);
  await enrol(second, RECORDS.many - RECORDS.few, SEED + 1);
  const more = savedIn(second.journal.entries);
  await second.close();
  await world.keepAs(TEMPLATE);
  return {
    template: TEMPLATE,
    appFolder,
    signIn,
    areaIds,
    stocks: {
      few: { folder: few, recordIds: saved, photos: [] },
      many: { folder: many, recordIds: [...saved, ...more], photos: [] },
    },
  };
}

function savedIn(journal: readonly JournalEntry[]): readonly string[] {
  return journal.flatMap((entry) => (entry.type === 'sealed' ? [entry.recordId] : []));
}
