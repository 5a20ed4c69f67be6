import path from 'node:path';
import type { Page } from 'playwright-core';
import { launchChromium, addVirtualAuthenticator } from '../../test/support/chromium.ts';
import {
  acceptGrant,
  driveApp,
  lockApp,
  setUpPerson,
  type AppDriver,
  type DemoSignIn,
} from '../../test/support/app-driver.ts';
import {
  addPerson,
  approveRequest,
  beginEnrolment,
  decideAtScreen,
  enrolAtScreen,
  syncAtScreen,
  unlock,
} from '../../test/support/journey-steps.ts';
import { startServer } from '../lib/server-process.ts';
import { loadPeople, makeEntries, type DemoEntry } from './entries.ts';
import type { DemoOptions } from './options.ts';
import { createProgress, type Phases } from './phases.ts';
import { describeHits, indexedDbFolder, prepareRawSearch, searchRawStores } from './raw-stores.ts';
import type { DemoCounts } from './summary.ts';
import {
  decide,
  enrol,
  findRecordId,
  openQueue,
  readBatches,
  readCounts,
  readProgramme,
  type Enrolled,
  type ReviewedRecord,
} from './vault-calls.ts';

/** People whom the demonstration takes through every screen. */
const AT_SCREENS = 3;
const RETURN_REASON = 'Possibly registered before: please compare with the household.';

interface Journey {
  readonly options: DemoOptions;
  readonly phases: Phases;
  /** Temporary folder for the server's data and the browser's profile. */
  readonly folder: string;
  readonly appFolder: string;
}

type Photographer = (name: string) => Promise<void>;

/** Runs the whole job and answers what was counted. Ends server and browser whatever happens. */
export async function runJourney(journey: Journey): Promise<DemoCounts> {
  const { phases } = journey;
  const dataFolder = path.join(journey.folder, 'server');
  const server = await phases.run('Starting the server', () =>
    startServer({ port: 0, dataFolder, seed: 'demo', appFolder: journey.appFolder }),
  );
  const profileFolder = path.join(journey.folder, 'profile');
  const chromium = await launchChromium({ profileFolder, locale: 'en-GB' });
  let isOpen = true;
  const page = chromium.context.pages()[0] ?? (await chromium.context.newPage());
  try {
    await addVirtualAuthenticator(page);
    await page.goto(server.url);
    const app = driveApp(page);
    const photograph: Photographer = async (name) => {
      await page.screenshot({ path: path.join(journey.options.outFolder, `${name}.png`) });
    };
    const person = (role: string): DemoSignIn => {
      const found = server.people.find((candidate) => candidate.role === role);
      if (found === undefined) throw new Error(`The demo programme has no ${role}.`);
      return { ...found, passphrase: `correct horse ${role} staple` };
    };
    await setUpEverybody(app, phases, person, photograph);

    await unlock(app, person('enumerator'));
    const { entries, rejected, people } = await loadEntries(app, journey.options);
    const folders = [indexedDbFolder(profileFolder), dataFolder];
    const prepared = prepareRawSearch(entries, folders);
    const enrolled = await enrolEverybody(app, phases, entries, photograph);
    await phases.run('Sending', () => syncAtScreen(app));
    await photograph('sync');
    const received = await readCounts(page);
    const batches = await readBatches(page);
    await lockApp(app);

    await unlock(app, person('supervisor'));
    const { queue, returned, approved } = await reviewEverything(app, phases, photograph);
    await lockApp(app);

    await unlock(app, person('enumerator'));
    await phases.run('Fetching decisions', () => syncAtScreen(app));
    const seen = await readCounts(page);
    await app.goTo('home');
    await photograph('home-decided');
    await lockApp(app);
    await photographInArabic(page, person('enumerator'), photograph);
    await chromium.close();
    isOpen = false;
    await server.stop();

    const raw = await phases.run('Searching the raw stores', async () =>
      searchRawStores(prepared, folders),
    );
    console.log(
      `    ${raw.needles.toLocaleString('en')} needles in ${raw.bytes.toLocaleString('en')} bytes of ` +
        `${String(raw.files)} files: ${String(raw.hits.length)} found; ` +
        `${String(raw.ordinaryWords)} ordinary words left out, ` +
        `${String(raw.coincidences)} coincidences with random ids.`,
    );
    for (const place of describeHits(raw.hits)) console.log(`    found: ${place}`);
    return {
      people,
      rejected,
      enrolled: enrolled.length,
      consents: queue.filter((record) => record.consentStatus === 'given').length,
      ...judgeDuplicates(entries, enrolled),
      batches: batches.length,
      receipts: batches.filter((batch) => batch.state === 'received').length,
      accepted: received.byState.received,
      approved,
      returned,
      seenApproved: seen.byState.approved,
      seenReturned: seen.byState.returned,
      bytesSent: batches.reduce((sum, batch) => sum + batch.bytes, 0),
      rawHits: raw.hits.length,
    };
  } catch (error) {
    // The screen it stopped at says more than the error.
    if (isOpen)
      await page.screenshot({ path: path.join(journey.options.outFolder, 'stopped.png') });
    throw error;
  } finally {
    if (isOpen) await chromium.close();
    await server.stop();
  }
}

async function setUpEverybody(
  app: AppDriver,
  phases: Phases,
  person: (role: string) => DemoSignIn,
  photograph: Photographer,
): Promise<void> {
  await phases.run('Setting up the administrator', async () => {
    await app.waitFor('setup-code');
    await photograph('setup');
    await setUpPerson(app, person('administrator'));
    await app.waitFor('admin');
  });
  for (const role of ['enumerator', 'supervisor']) {
    await phases.run(`Setting up the ${role}`, async () => {
      await lockApp(app);
      await addPerson(app);
      const words = await setUpPerson(app, person(role));
      await photograph(`setup-${role}-words`);
      // One laptop for all: its screen goes from hand to hand.
      await app.press('setup.waiting.later');
      await unlock(app, person('administrator'));
      const programme = await readProgramme(app.page);
      await approveRequest(app, words);
      await photograph(`admin-${role}`);
      await lockApp(app);
      await unlock(app, person(role));
      await acceptGrant(app, programme.words);
    });
  }
  await lockApp(app);
  await photograph('unlock');
}

async function loadEntries(
  app: AppDriver,
  options: DemoOptions,
): Promise<{
  readonly entries: readonly DemoEntry[];
  readonly people: number;
  readonly rejected: number;
}> {
  const programme = await readProgramme(app.page);
  const { people, rejectedWithoutName } = loadPeople(options);
  const today = new Date().toISOString().slice(0, 10);
  const made = makeEntries(people, programme.form, programme.enrolmentAreaIds, today);
  for (const [problem, number] of made.rejected)
    console.log(`    left out: ${problem}: ${String(number)}`);
  const refused = [...made.rejected.values()].reduce((sum, number) => sum + number, 0);
  return {
    entries: made.entries,
    people: people.length + rejectedWithoutName,
    rejected: refused + rejectedWithoutName,
  };
}

async function enrolEverybody(
  app: AppDriver,
  phases: Phases,
  entries: readonly DemoEntry[],
  photograph: Photographer,
): Promise<readonly Enrolled[]> {
  const programme = await readProgramme(app.page);
  const atScreens = await phases.run('Enrolling at the screens', async () => {
    const saved: Enrolled[] = [];
    for (const entry of entries.slice(0, AT_SCREENS)) {
      const number = await enrolAtScreen(app, programme, entry, async (step) => {
        if (saved.length === 0) await photograph(`enrol-${step}`);
      });
      const recordId = await findRecordId(app.page, number);
      saved.push({ personId: entry.personId, recordId, duplicates: [] });
    }
    await app.goTo('home');
    await photograph('home');
    return saved;
  });
  const rest = entries.slice(AT_SCREENS);
  const byCalls = await phases.run('Enrolling the others', () =>
    enrol(app.page, rest, createProgress('enrolled', rest.length)),
  );
  return [...atScreens, ...byCalls];
}

async function reviewEverything(
  app: AppDriver,
  phases: Phases,
  photograph: Photographer,
): Promise<{
  readonly queue: readonly ReviewedRecord[];
  readonly approved: number;
  readonly returned: number;
}> {
  const queue = await phases.run('Opening the records', () => openQueue(app.page, () => undefined));
  await phases.run('Reviewing at the screen', async () => {
    await app.goTo('review');
    await photograph('review');
    for (let nth = 0; nth < AT_SCREENS; nth++) {
      await decideAtScreen(app, nth === AT_SCREENS - 1 ? RETURN_REASON : null);
    }
  });
  return phases.run('Reviewing the others', async () => {
    const seen = new Set<string>();
    const suspicious = (record: ReviewedRecord) => record.candidates.some((id) => seen.has(id));
    const decisions = queue.map((record) => {
      const isReturned = suspicious(record);
      seen.add(record.recordId);
      return { id: record.recordId, isReturned };
    });
    const rest = decisions.slice(AT_SCREENS);
    const ids = (isReturned: boolean) =>
      rest.filter((decision) => decision.isReturned === isReturned).map(({ id }) => id);
    const approved = await decide(
      app.page,
      ids(false),
      null,
      createProgress('approved', ids(false).length),
    );
    const returned = await decide(
      app.page,
      ids(true),
      RETURN_REASON,
      createProgress('returned', ids(true).length),
    );
    return { queue, approved: approved + AT_SCREENS - 1, returned: returned + 1 };
  });
}

/** Second entries of people whose first entry was enrolled before, and whether the check showed it. */
function judgeDuplicates(
  entries: readonly DemoEntry[],
  enrolled: readonly Enrolled[],
): Pick<DemoCounts, 'knownDuplicates' | 'knownDuplicatesFlagged' | 'flagged'> {
  const recordOf = new Map(enrolled.map(({ personId, recordId }) => [personId, recordId]));
  const shownFor = new Map(enrolled.map(({ personId, duplicates }) => [personId, duplicates]));
  const known = entries.filter(
    ({ duplicateOf }) => duplicateOf !== null && recordOf.has(duplicateOf),
  );
  const found = known.filter(({ personId, duplicateOf }) =>
    shownFor.get(personId)?.includes(recordOf.get(duplicateOf ?? '') ?? ''),
  );
  return {
    knownDuplicates: known.length,
    knownDuplicatesFlagged: found.length,
    flagged: enrolled.filter(({ duplicates }) => duplicates.length > 0).length,
  };
}

/** The same screens right to left. The page stays in Arabic afterwards. */
async function photographInArabic(
  page: Page,
  person: DemoSignIn,
  photograph: Photographer,
): Promise<void> {
  await page.getByText('العربية', { exact: true }).click();
  const app = driveApp(page, 'ar');
  await app.page.locator('html[dir="rtl"]').waitFor();
  await photograph('unlock-ar');
  await unlock(app, person);
  await app.waitFor('home');
  await photograph('home-ar');
  await beginEnrolment(app);
  await photograph('enrol-consent-ar');
  await app.goTo('sync');
  await photograph('sync-ar');
}
