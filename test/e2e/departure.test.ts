/**
 * A supervisor leaves with their laptop, from end to end in real Chromium against the real server on PostgreSQL: the laptop
 * is revoked and told so, a new review period begins, and what is registered afterwards can't be read on it, even by
 * help of a server that serves it again.
 */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startServer, type RunningServer } from '../../build/lib/server-process.ts';
import { codeHash, newCode } from '../../server/provisioning/codes.ts';
import { DEMO_SEED } from '../../server/seed/demo.ts';
import type { Answers } from '../../shared/forms/form-definition.ts';
import {
  acceptGrant,
  lockApp,
  readWords,
  setUpPerson,
  type DemoSignIn,
} from '../support/app-driver.ts';
import { findAxeViolations } from '../support/axe.ts';
import {
  addPerson,
  approveRequest,
  enrolAtScreen,
  syncAtScreen,
  unlock,
} from '../support/journey-steps.ts';
import { startLaptop, type Laptop } from './laptop.ts';
import { createOwnDatabase, type OwnDatabase } from './own-database.ts';

const programme = DEMO_SEED.draft;
const CONSENT = { registration: 'given', contact: 'given', 'identity-photo': 'refused' } as const;
const BEFORE = { familyName: 'Haddadine-Wirth', givenName: 'Aminata' };
const AFTER = { familyName: 'Obolensky', givenName: 'Tarek' };
const STAYING = { name: 'Idris Falk', code: newCode(), passphrase: 'a heron over still water' };

let folder = '';
let database: OwnDatabase;
let server: RunningServer | undefined;
let office: Laptop;
let field: Laptop;
let desk: Laptop;
const axe: string[] = [];

function person(role: string): DemoSignIn {
  const found = server?.people.find((candidate) => candidate.role === role);
  if (found === undefined) throw new Error(`no ${role} in the demo programme`);
  return { ...found, passphrase: `field of barley ${role} 41` };
}

async function enrol(who: Readonly<Record<string, string>>): Promise<void> {
  const sex = programme.form.fields.find(({ id }) => id === 'sex');
  const answers: Answers = {
    ...who,
    birthDate: { precision: 'year', value: '1987' },
    sex: sex?.type === 'choice' ? (sex.options[0]?.code ?? '') : '',
    area: 'nahr-tarifa',
  };
  const entry = { consent: CONSENT, answers };
  await enrolAtScreen(field.app, programme, entry, async () => undefined);
}

/** The family names that the supervisor's queue opens. */
async function queueOf({ app }: Laptop, count: number): Promise<string> {
  await app.goTo('review');
  await app.press('review.refresh');
  await expect.poll(() => app.page.locator('.queue .row-button').count()).toBe(count);
  return (await app.page.locator('.queue').textContent()) ?? '';
}

async function provision(laptop: Laptop, who: DemoSignIn, words: readonly string[]): Promise<void> {
  const heard = await setUpPerson(laptop.app, who);
  await approveRequest(office.app, heard);
  await acceptGrant(laptop.app, words);
}

beforeAll(async () => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'fieldseal-departure-'));
  database = await createOwnDatabase();
  server = await startServer({
    port: 0,
    dataFolder: path.join(folder, 'server'),
    seed: 'demo',
    databaseUrl: database.url,
  });
  await database.ask(`insert into people (programme_no, operator_id, name, role, area_ids, code_hash)
    values (1, 'staying', '${STAYING.name}', 'supervisor', '{nahr}', '${codeHash(STAYING.code)}')`);
  office = await startLaptop(folder, 'office', server.url);
  field = await startLaptop(folder, 'field', server.url);
  desk = await startLaptop(folder, 'desk', server.url);
});

afterAll(async () => {
  await Promise.allSettled(
    [office, field, desk].map(async (laptop: Laptop | undefined) => laptop?.close()),
  );
  await server?.stop();
  await database.drop();
  fs.rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
});

afterEach(async ({ task }) => {
  const pictures = process.env['FIELDSEAL_SCREENSHOTS'];
  if (task.result?.state !== 'fail' || pictures === undefined) return;
  for (const [name, laptop] of Object.entries({ office, field, desk })) {
    await laptop.app.page.screenshot({ path: path.join(pictures, `failed-${name}.png`) });
  }
});

describe('a supervisor who leaves', () => {
  it('reviewed like the others while they were there', async () => {
    await setUpPerson(office.app, person('administrator'));
    await office.app.goTo('admin');
    const words = await readWords(
      office.app.page.getByRole('region', { name: office.app.text('admin.programme-words') }),
    );
    await provision(field, person('enumerator'), words);
    await provision(desk, person('supervisor'), words);
    await lockApp(office.app);
    await addPerson(office.app);
    const heard = await setUpPerson(office.app, STAYING);
    await office.app.press('setup.waiting.later');
    await unlock(office.app, person('administrator'));
    await approveRequest(office.app, heard);
    await lockApp(office.app);
    await unlock(office.app, STAYING);
    await acceptGrant(office.app, words);

    await field.app.waitFor('home');
    await enrol(BEFORE);
    await syncAtScreen(field.app);
    expect(await queueOf(desk, 1)).toContain(BEFORE.familyName);
    expect(await queueOf(office, 1)).toContain(BEFORE.familyName);
  });

  it('has their laptop revoked, and a new review period begins', async () => {
    const { app } = office;
    await lockApp(app);
    await unlock(app, person('administrator'));
    await app.goTo('admin');
    const row = app.page.locator('tr', { hasText: person('supervisor').name });
    await row.getByRole('button', { name: app.text('loss.open') }).click();
    await app.press('admin.revoke');
    await app.press('admin.revoke-confirm', app.page.getByRole('alertdialog'));
    await app.press('loss.keys.renew');
    await app.press('loss.keys.renew', app.page.getByRole('alertdialog'));
    await app.page.getByText(/A new review period has begun/u).waitFor();
    const found = await findAxeViolations(app.page);
    axe.push(...found);
  });

  it('is told that the laptop is revoked, and gets nothing any more', async () => {
    const { app } = desk;
    await app.goTo('sync');
    await app.press('sync.now');
    await app.page
      .getByText(/This laptop was revoked on/u)
      .first()
      .waitFor();
    await app.goTo('review');
    await app.press('review.refresh');
    await app.page
      .getByText(/This laptop was revoked on/u)
      .first()
      .waitFor();
    axe.push(...(await findAxeViolations(app.page)));
  });

  it('reads nothing that is registered afterwards, whoever serves it; who stays reads all', async () => {
    await syncAtScreen(field.app);
    await enrol(AFTER);
    await syncAtScreen(field.app);

    await lockApp(office.app);
    await unlock(office.app, STAYING);
    const all = await queueOf(office, 2);
    expect(all).toContain(BEFORE.familyName);
    expect(all).toContain(AFTER.familyName);

    // As a server would that is in league with them.
    await database.ask('update devices set revoked_at = null');
    expect(await queueOf(desk, 1)).toContain(BEFORE.familyName);
    await desk.app.page.getByText(/1 registration could not be opened/u).waitFor();
    expect(await desk.app.page.locator('main').textContent()).not.toContain(AFTER.familyName);
    await syncAtScreen(desk.app);
    expect(await queueOf(desk, 1)).toContain(BEFORE.familyName);
    await desk.app.page.getByText(/1 registration could not be opened/u).waitFor();
  });

  it('kept to the content security policy, threw nothing, and axe found nothing', () => {
    const laptops = [office, field, desk];
    expect(laptops.flatMap(({ watch }) => watch.violations)).toEqual([]);
    expect(laptops.flatMap(({ watch }) => watch.errors)).toEqual([]);
    expect(axe).toEqual([]);
  });
});
