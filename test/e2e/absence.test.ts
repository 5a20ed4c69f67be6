/**
 * A laptop that is away for two months, from end to end in real Chromium against the real server on PostgreSQL: meanwhile its
 * operator's permission ends, what it had sent is approved and returned, and permissions are renewed. One sync brings all
 * of it, and delivers what was registered while it was away.
 */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startServer, type RunningServer } from '../../build/lib/server-process.ts';
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
  decideAtScreen,
  enrolAtScreen,
  syncAtScreen,
  unlock,
} from '../support/journey-steps.ts';
import { startLaptop, type Laptop } from './laptop.ts';
import { createOwnDatabase, type OwnDatabase } from './own-database.ts';
import { appAhead, reloadApp, serverAhead } from './shifted-clock.ts';

const programme = DEMO_SEED.draft;
const CONSENT = { registration: 'given', contact: 'given', 'identity-photo': 'refused' } as const;
const REASON = 'Please ask again for the spelling of the family name.';
/** The demonstration's permissions hold for 60 days. */
const [RENEWAL_DAY, RETURN_DAY] = [45, 61];

let folder = '';
let database: OwnDatabase;
let server: RunningServer | undefined;
let office: Laptop;
let field: Laptop;
let people: RunningServer['people'] = [];
const numbers: string[] = [];
const axe: string[] = [];

function person(role: string): DemoSignIn {
  const found = people.find((candidate) => candidate.role === role);
  if (found === undefined) throw new Error(`no ${role} in the demo programme`);
  return { ...found, passphrase: `field of barley ${role} 41` };
}

async function enrol(familyName: string): Promise<void> {
  const sex = programme.form.fields.find(({ id }) => id === 'sex');
  const answers: Answers = {
    familyName,
    givenName: 'Aminata',
    birthDate: { precision: 'year', value: '1987' },
    sex: sex?.type === 'choice' ? (sex.options[0]?.code ?? '') : '',
    area: 'nahr-tarifa',
  };
  const entry = { consent: CONSENT, answers };
  numbers.push(await enrolAtScreen(field.app, programme, entry, async () => undefined));
}

/** The same server, the same address, so many days later. */
async function passDays(days: number): Promise<void> {
  const port = Number(new URL(server?.url ?? '').port);
  await server?.stop();
  server = await startServer({
    port,
    dataFolder: path.join(folder, 'server'),
    seed: undefined,
    databaseUrl: database.url,
    appFolder: appAhead(folder, days),
    settings: serverAhead(days),
  });
}

async function expectState(number: string, messageId: string): Promise<void> {
  const row = field.app.page.locator('.row-button', { hasText: number });
  await row.getByText(field.app.text(messageId)).waitFor();
}

beforeAll(async () => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'fieldseal-absence-'));
  database = await createOwnDatabase();
  server = await startServer({
    port: 0,
    dataFolder: path.join(folder, 'server'),
    seed: 'demo',
    databaseUrl: database.url,
  });
  ({ people } = server);
  office = await startLaptop(folder, 'office', server.url);
  field = await startLaptop(folder, 'field', server.url);
});

afterAll(async () => {
  await Promise.allSettled(
    [office, field].map(async (laptop: Laptop | undefined) => laptop?.close()),
  );
  await server?.stop();
  await database.drop();
  fs.rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
});

afterEach(async ({ task }) => {
  const pictures = process.env['FIELDSEAL_SCREENSHOTS'];
  if (task.result?.state !== 'fail' || pictures === undefined) return;
  for (const [name, laptop] of Object.entries({ office, field })) {
    await laptop.app.page.screenshot({ path: path.join(pictures, `failed-${name}.png`) });
  }
});

describe('a laptop that is away for two months', () => {
  it('delivers, and then goes where there is no network', async () => {
    await setUpPerson(office.app, person('administrator'));
    await office.app.goTo('admin');
    const words = await readWords(
      office.app.page.getByRole('region', { name: office.app.text('admin.programme-words') }),
    );
    const heard = await setUpPerson(field.app, person('enumerator'));
    await approveRequest(office.app, heard);
    await acceptGrant(field.app, words);
    await field.app.waitFor('home');
    await enrol('Haddadine-Wirth');
    await enrol('Obolensky');
    await syncAtScreen(field.app);
    await field.setOffline(true);
    await enrol('Renqvist');

    await lockApp(office.app);
    await addPerson(office.app);
    const supervisorWords = await setUpPerson(office.app, person('supervisor'));
    await office.app.press('setup.waiting.later');
    await unlock(office.app, person('administrator'));
    await approveRequest(office.app, supervisorWords);
    await lockApp(office.app);
    await unlock(office.app, person('supervisor'));
    await acceptGrant(office.app, words);
    await office.app.waitFor('review');
    await decideAtScreen(office.app, REASON);
    await decideAtScreen(office.app, null);
  });

  it('has its operator’s permission renewed by the administrator meanwhile', async () => {
    await passDays(RENEWAL_DAY);
    await reloadApp(office.app);
    await unlock(office.app, person('administrator'));
    await office.app.goTo('admin');
    await office.app.press('lease.admin.choose-ending');
    await office.app.page.getByRole('button', { name: /^Renew 3 permissions$/u }).click();
    await office.app.press('lease.admin.renew-confirm', office.app.page.getByRole('alertdialog'));
    await office.app.page.getByText(/^Renewed until/u).waitFor();
  });

  it('comes back to a permission that has ended: one sync under the lock brings the new one', async () => {
    await passDays(RETURN_DAY);
    await field.setOffline(false);
    await reloadApp(field.app);
    await field.app.waitFor('unlock');
    await field.app.page.getByText(field.app.text('unlock.lease-expired')).first().waitFor();
    axe.push(...(await findAxeViolations(field.app.page)));
    await field.app.press('unlock.renewal.sync');
    await field.app.page.getByText(field.app.text('unlock.renewal.done')).waitFor();
  });

  it('has caught up with that: what was approved, what was returned and why, what was delivered', async () => {
    await unlock(field.app, person('enumerator'));
    await field.app.waitFor('home');
    const [first = '', second = '', third = ''] = numbers;
    await expectState(first, 'record.state.returned');
    await expectState(second, 'record.state.approved');
    await expectState(third, 'record.state.received');
    await field.app.page.locator('.row-button', { hasText: first }).click();
    await field.app.page.getByText(REASON).waitFor();
    const [held] = await database.ask<{ records: number }>(
      'select count(*)::integer as records from records',
    );
    expect(held).toEqual({ records: 3 });
  });

  it('kept to the content security policy, threw nothing, and axe found nothing', () => {
    const laptops = [office, field];
    expect(laptops.flatMap(({ watch }) => watch.violations)).toEqual([]);
    expect(laptops.flatMap(({ watch }) => watch.errors)).toEqual([]);
    expect(axe).toEqual([]);
  });
});
