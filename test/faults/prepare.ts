/** What all runs start from: a server, and profiles of laptops that are set up and have been worked on. */
import path from 'node:path';
import { startServer, type RunningServer } from '../../build/lib/server-process.ts';
import type { Answers } from '../../shared/forms/form-definition.ts';
import { readVersion1 } from '../fixtures/stores/stored-version.ts';
import type { Backend } from './browser-process.ts';
import { enrolPeople } from './enrol-people.ts';
import type { JournalEntry } from './journal.ts';
import type { Baseline } from './judge.ts';
import { copyProfile, startLaptop } from './laptop.ts';
import { openApp, PASSPHRASE, readEnrolmentAreas, unlockVault, type SignIn } from './page-vault.ts';
import { makePeople, type Person } from './people.ts';
import { provisionEnumerator } from './provision-enumerator.ts';
import { randomFor } from './random-for.ts';
import { writeStoredVersion } from './write-stored-version.ts';

const BASELINE_PEOPLE = 7;
const LEFT_AS_DRAFTS = [2, 5];
/** Each save leaves an index page; from 65 on the next unlock puts them together. */
const MORE_PEOPLE = 66;
const PREPARATION_SEED = 1;

/** Profiles that runs are copied from. */
export type ProfileName = 'plain' | 'many-pages' | 'version-1';

export interface PreparedProfile extends SignIn {
  readonly folder: string;
  readonly baseline: Baseline;
}

export interface Preparation {
  readonly folder: string;
  readonly url: string;
  readonly backend: Backend;
  readonly areaIds: readonly string[];
  readonly profiles: Readonly<Record<ProfileName, PreparedProfile>>;
  /** How long an unlock takes on this machine, so that kills fall within it. */
  readonly unlockMs: number;
  /** How long the app takes from its address to its first screen. */
  readonly startMs: number;
  end(): Promise<void>;
}

/** Sets everything up in `folder`. */
export async function prepare(
  folder: string,
  appFolder: string,
  backend: Backend,
): Promise<Preparation> {
  const dataFolder = path.join(folder, 'server');
  const server = await startServer({ port: 0, dataFolder, seed: 'demo', appFolder });
  try {
    return { ...(await prepareProfiles(folder, server, backend)), end: () => server.stop() };
  } catch (error) {
    await server.stop();
    throw error;
  }
}

async function prepareProfiles(
  folder: string,
  server: RunningServer,
  backend: Backend,
): Promise<Omit<Preparation, 'end'>> {
  const { url } = server;
  const profileFolder = path.join(folder, 'profile-plain');
  const first = await startLaptop({ profileFolder, backend, url });
  const operatorId = await provisionEnumerator(first, server.people);
  const areaIds = await readEnrolmentAreas(first.page);
  const random = randomFor(PREPARATION_SEED, 'preparation');
  const people = makePeople(random, BASELINE_PEOPLE, areaIds);
  await enrolPeople(first.page, { people, discarded: [], left: LEFT_AS_DRAFTS });
  const plain = baselineOf(first.journal.entries, people);
  await first.close();
  const signIn = { operatorId, passphrase: PASSPHRASE };

  const manyPages = path.join(folder, 'profile-many-pages');
  copyProfile(profileFolder, manyPages);
  const second = await startLaptop({ profileFolder: manyPages, backend, url });
  const unlockMs = await millisecondsOf(() => unlockVault(second.page, signIn));
  const more = makePeople(random, MORE_PEOPLE, areaIds);
  await enrolPeople(second.page, { people: more, discarded: [], left: [] });
  const many = baselineOf(second.journal.entries, more);
  await second.close();
  const version1 = await prepareVersion1(path.join(folder, 'profile-version-1'), url, backend);

  return {
    folder,
    url,
    backend,
    areaIds,
    unlockMs,
    startMs: version1.startMs,
    profiles: {
      plain: { ...signIn, folder: profileFolder, baseline: plain },
      'many-pages': {
        ...signIn,
        folder: manyPages,
        baseline: {
          ...plain,
          records: new Map([...plain.records, ...many.records]),
        },
      },
      'version-1': version1.profile,
    },
  };
}

/** A profile with the store that version 1 left; the app has not been started over it. */
async function prepareVersion1(
  folder: string,
  url: string,
  backend: Backend,
): Promise<{ readonly profile: PreparedProfile; readonly startMs: number }> {
  const stored = readVersion1();
  const isClosed = true;
  const laptop = await startLaptop({ profileFolder: folder, backend, url, isClosed });
  const startMs = await millisecondsOf(() => openApp(laptop.page, url));
  // The same origin without the app, which would hold the database open.
  await laptop.page.goto(`${url}/icon.svg`);
  await laptop.page.evaluate(deleteDatabase);
  await writeStoredVersion(laptop.page, stored);
  await laptop.close();
  const baseline = {
    records: new Map(Object.entries(stored.records)),
    drafts: new Map(Object.entries(stored.drafts)),
    others: [stored.otherRecordId],
  };
  const { operatorId, passphrase } = stored;
  return { profile: { folder, operatorId, passphrase, baseline }, startMs };
}

async function deleteDatabase(): Promise<void> {
  const request = indexedDB.deleteDatabase('fieldseal');
  await new Promise((resolve, reject) => {
    request.onsuccess = resolve;
    request.onerror = () => reject(new Error('the database could not be deleted'));
  });
}

async function millisecondsOf(work: () => Promise<void>): Promise<number> {
  const started = performance.now();
  await work();
  return performance.now() - started;
}

function baselineOf(journal: readonly JournalEntry[], people: readonly Person[]): Baseline {
  const records = new Map<string, Answers>();
  const drafts = new Map<string, Answers>();
  for (const entry of journal) {
    if (entry.type === 'saved') drafts.set(entry.draftId, answersOf(people, entry.person));
    if (entry.type !== 'sealed') continue;
    drafts.delete(entry.recordId);
    records.set(entry.recordId, answersOf(people, entry.person));
  }
  return { records, drafts, others: [] };
}

function answersOf(people: readonly Person[], number: number): Answers {
  return people[number]?.answers ?? {};
}
