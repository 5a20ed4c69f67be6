/**
 * People from a file, in real Chromium against the real server: an enumerator without network chooses a CSV file, matches
 * columns, states the consent, looks at the rows with faults and saves the rest. One of them is then found by national
 * ID. The same file again doubles nobody; a lock forgets the file.
 */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Locator } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { indexedDbFolder } from '../../build/demo/raw-stores.ts';
import { startServer, type RunningServer } from '../../build/lib/server-process.ts';
import { countInHeaps } from '../faults/heap.ts';
import { samplePeople, type SamplePerson } from '../bench/page/sample-people.ts';
import {
  acceptGrant,
  lockApp,
  readWords,
  setUpPerson,
  type DemoSignIn,
} from '../support/app-driver.ts';
import { findAxeViolations } from '../support/axe.ts';
import { approveRequest, unlock } from '../support/journey-steps.ts';
import { createSearcher, makeNeedles, searchFolder } from '../support/raw-search.ts';
import { startLaptop, type Laptop } from './laptop.ts';

const HEADING =
  'Family name,given_name,Date of birth,الجنس,National ID number,Telephone number,Village,Registration,May we call,Photograph,Witness';
const MARKER = 'Zyxwanduliqam';
const PEOPLE = samplePeople(2026, 60);

let folder = '';
let server: RunningServer | undefined;
let field: Laptop;

function person(role: string): DemoSignIn {
  const found = server?.people.find((candidate) => candidate.role === role);
  if (found === undefined) throw new Error(`no ${role} in the demo programme`);
  return { ...found, passphrase: `field of barley ${role} 41` };
}

function lineOf(someone: SamplePerson, changes: Readonly<Record<number, string>> = {}): string {
  const { familyName, givenName, birthDate, sex, nationalId, phone } = someone;
  const cells = [
    familyName,
    givenName,
    birthDate,
    sex,
    nationalId,
    phone,
    'طريفة',
    'yes',
    '1',
    'non',
    'Ruth "R." Akol',
  ];
  return cells.map((cell, at) => `"${(changes[at] ?? cell).replaceAll('"', '""')}"`).join(',');
}

/** 60 people of whom five have something wrong, one refused, and one stands in it twice. */
function fileOfPeople(): Buffer {
  const changes: Readonly<Record<number, Readonly<Record<number, string>>>> = {
    3: { 0: '' },
    9: { 2: '31/12/1990' },
    20: { 6: 'Elsewhere' },
    30: { 8: 'perhaps' },
    40: { 10: '' },
    50: { 7: 'لا' },
  };
  const lines = PEOPLE.map((someone, at) => lineOf(someone, changes[at]));
  const twice = lineOf(PEOPLE[1]!, { 0: 'Another' });
  return Buffer.from(['\uFEFF' + HEADING, ...lines, twice].join('\n'));
}

/** Goes to the import by keyboard and chooses the file. */
async function chooseFile(content: Buffer): Promise<void> {
  const { app } = field;
  await app.goTo('home');
  await app.page.getByRole('button', { name: app.text('home.import') }).focus();
  await app.page.keyboard.press('Enter');
  await app.waitFor('import-file');
  await app.page
    .locator('input[type=file]')
    .setInputFiles({ name: 'people.csv', mimeType: 'text/csv', buffer: content });
  await app.waitFor('import-match');
}

/** Chooses an option by typing its name, as a person at a keyboard does. */
async function select(label: string | RegExp, option: string): Promise<void> {
  const { page } = field.app;
  await page.getByRole('button', { name: label }).focus();
  await page.keyboard.press('Enter');
  await page.getByRole('listbox').waitFor();
  await page.keyboard.type(option);
  await page.keyboard.press('Enter');
  await page.getByRole('listbox').waitFor({ state: 'detached' });
}

/** Says what the file can't: whose answer stands where, and how and to which notice people consented. */
async function completePlan(): Promise<void> {
  const { app } = field;
  await select(/Calling you/u, 'May');
  await app.page.locator('label:has(input[value="verbal-witnessed"])').click();
  await app.page.locator('label:has(input[value="ar"])').click();
  await app.page.getByRole('checkbox').focus();
  await app.page.keyboard.press('Space');
}

/** Its words change with the number of people. */
function saveButton(): Locator {
  return field.app.page.locator('[data-screen="import-check"] .button-primary');
}

async function count(key: string): Promise<string> {
  const row = field.app.page.locator('.definition', { hasText: field.app.text(key) });
  return (await row.locator('dd').textContent()) ?? '';
}

beforeAll(async () => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'fieldseal-import-'));
  server = await startServer({ port: 0, dataFolder: path.join(folder, 'server'), seed: 'demo' });
  const office = await startLaptop(folder, 'office', server.url);
  field = await startLaptop(folder, 'field', server.url);
  try {
    await setUpPerson(office.app, person('administrator'));
    await office.app.goTo('admin');
    const words = await readWords(
      office.app.page.getByRole('region', { name: office.app.text('admin.programme-words') }),
    );
    const heard = await setUpPerson(field.app, person('enumerator'));
    await approveRequest(office.app, heard);
    await acceptGrant(field.app, words);
    await field.app.waitFor('home');
  } finally {
    await office.close();
  }
});

afterAll(async () => {
  await Promise.allSettled([(async () => field.close())()]);
  await server?.stop();
  fs.rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
});

describe('people from a file', () => {
  const axe: string[] = [];
  const inspect = async (screen: string): Promise<void> => {
    axe.push(...(await findAxeViolations(field.app.page)).map((fault) => `${screen}: ${fault}`));
  };

  it('are asked for consent, checked, and saved without network; the rest is told by row number', async () => {
    const { app } = field;
    await app.page.evaluate(async () => {
      await navigator.serviceWorker.ready;
    });
    // The first load of a page is not under the service worker yet.
    await lockApp(app);
    await app.page.reload();
    await unlock(app, person('enumerator'));
    await field.setOffline(true);
    await chooseFile(fileOfPeople());
    await app.press('import.match.check');
    // Nothing is taken for granted: how, in which language, the statement, and an answer to each purpose.
    const alert = app.page.getByRole('alert');
    await alert.waitFor();
    for (const gap of ['method', 'language', 'confirmation']) {
      await alert.getByText(app.text(`import.gap.${gap}`)).waitFor();
    }
    await inspect('match');
    await completePlan();
    expect(await alert.allTextContents()).toEqual([]);
    await app.press('import.match.check');
    await app.page.locator('.table').waitFor();
    await inspect('check');
    expect(await count('import.counts.ready')).toBe('54');
    expect(await count('import.counts.faulty')).toBe('6');
    expect(await count('import.counts.refused')).toBe('1');
    const rows = app.page.locator('.table tbody tr');
    expect(await rows.locator('th').allTextContents()).toEqual([
      '5',
      '11',
      '22',
      '32',
      '42',
      '52',
      '62',
    ]);
    const shown = (await app.page.locator('main').textContent()) ?? '';
    for (const { familyName, nationalId } of PEOPLE) {
      expect(shown).not.toContain(nationalId);
      expect(shown.includes(familyName) && familyName.length > 6).toBe(false);
    }
    await saveButton().click();
    await app.waitFor('import-done');
    await inspect('done');
    expect(await count('import.done.saved')).toBe('54');
    expect(await count('import.done.last')).toMatch(/-000054$/u);
  });

  it('are found by national ID, and rest on the consent of the file', async () => {
    const { app } = field;
    await app.press('import.done.finish');
    await app.waitFor('home');
    await app.page.locator('label:has(input[value="national-id"])').click();
    await app.page.getByRole('searchbox').fill(PEOPLE[25]?.nationalId ?? '');
    await app.press('home.search.go');
    await app.page.getByRole('button', { name: app.text('home.search.clear') }).waitFor();
    expect(await app.page.locator('.row-button').count()).toBe(1);
    await app.page.locator('.row-button').click();
    const record = await app.waitFor('record');
    await record
      .getByText(PEOPLE[25]?.familyName ?? '')
      .first()
      .waitFor();
    await record.getByText('Ruth "R." Akol').waitFor();
    await app.page.goBack();
  });

  it('are not doubled when the file comes again', async () => {
    const { app } = field;
    await chooseFile(fileOfPeople());
    await completePlan();
    await app.press('import.match.check');
    await app.page.locator('.table').waitFor();
    expect(await count('import.counts.ready')).toBe('0');
    expect(await count('import.counts.registered')).toBe('54');
    expect(await saveButton().isDisabled()).toBe(true);
  });

  it('are forgotten by a lock where they were not saved', async () => {
    const { app } = field;
    await app.press('import.check.back');
    await app.press('import.other-file');
    await app.waitFor('import-file');
    const unsaved = Buffer.from([HEADING, lineOf(PEOPLE[0]!, { 0: MARKER, 4: '' })].join('\n'));
    await chooseFile(unsaved);
    await lockApp(app);
    await unlock(app, person('enumerator'));
    await app.waitFor('import-file');
    await app.page
      .locator('input[type=file]')
      .setInputFiles({ name: 'people.csv', mimeType: 'text/csv', buffer: unsaved });
    await app.page.getByText(MARKER).waitFor();
    // The control: while the file is open, the same search finds the name.
    expect((await countInHeaps(app.page, MARKER)).workers).toBeGreaterThan(0);
    await lockApp(app);
    expect(await app.page.content()).not.toContain(MARKER);
    expect((await countInHeaps(app.page, MARKER)).workers).toBe(0);
  });

  it('left nothing readable on the disk, kept to the content security policy, and axe found nothing', async () => {
    expect(axe).toEqual([]);
    expect(field.watch.violations).toEqual([]);
    expect(field.watch.errors).toEqual([]);
    await field.close();
    const needles = makeNeedles([
      { kind: 'unsaved name', text: MARKER },
      ...PEOPLE.flatMap(({ nationalId, phone, givenName }) => [
        { kind: 'number', text: nationalId },
        { kind: 'phone', text: phone },
        { kind: 'given name', text: givenName },
      ]),
    ]);
    expect(needles.length).toBeGreaterThan(100);
    const { hits, bytes } = searchFolder(
      createSearcher(needles),
      indexedDbFolder(field.profileFolder),
    );
    expect(bytes).toBeGreaterThan(1000);
    expect(hits.map(({ needle }) => needle.kind)).toEqual([]);
  });
});
