/**
 * A supervisor leaves with their laptop, from end to end in real Chromium against the real server on PostgreSQL: the laptop
 * is revoked and told so, a new review period begins, and what is registered afterwards can't be read on it, even by
 * help of a server that serves it again.
 */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { codeHash, newCode } from '../../server/provisioning/codes.ts';
import { undated } from '../../shared/domain/assignment.ts';
import { lockApp } from '../support/app-driver.ts';
import { syncAtScreen, unlock } from '../support/journey-steps.ts';
import { enrolSomebody, openJourney, type Journey } from './journey.ts';
import type { Laptop } from './laptop.ts';

const BEFORE = { familyName: 'Haddadine-Wirth', givenName: 'Aminata' };
const AFTER = { familyName: 'Obolensky', givenName: 'Tarek' };
const STAYING = { name: 'Idris Falk', code: newCode(), passphrase: 'a heron over still water' };

let journey: Journey;
let office: Laptop;
let field: Laptop;
let desk: Laptop;

/** The family names that the supervisor's queue opens. */
async function queueOf({ app }: Laptop, count: number): Promise<string> {
  await app.goTo('review');
  await app.press('review.refresh');
  await expect.poll(() => app.page.locator('.queue .row-button').count()).toBe(count);
  return (await app.page.locator('.queue').textContent()) ?? '';
}

beforeAll(async () => {
  journey = await openJourney('departure');
  await journey.database
    .ask(`insert into people (programme_no, operator_id, name, role, area_ids, assignments, code_hash)
      values (1, 'staying', '${STAYING.name}', 'supervisor', '{nahr}',
        '${JSON.stringify([undated('supervisor', ['nahr'])])}', '${codeHash(STAYING.code)}')`);
  office = await journey.startLaptop('office');
  field = await journey.startLaptop('field');
  desk = await journey.startLaptop('desk');
});

afterAll(() => journey.close());
afterEach(({ task }) => journey.picture(task.result?.state));

describe('a supervisor who leaves', () => {
  it('reviewed like the others while they were there', async () => {
    const words = await journey.found(office);
    await journey.provision(office, field, journey.person('enumerator'), words);
    await journey.provision(office, desk, journey.person('supervisor'), words);
    await journey.provisionBeside(office, STAYING, words);

    await field.app.waitFor('home');
    await enrolSomebody(field, BEFORE);
    await syncAtScreen(field.app);
    expect(await queueOf(desk, 1)).toContain(BEFORE.familyName);
    expect(await queueOf(office, 1)).toContain(BEFORE.familyName);
  });

  it('has their laptop revoked, and a new review period begins', async () => {
    const { app } = office;
    await lockApp(app);
    await unlock(app, journey.person('administrator'));
    await app.goTo('admin');
    const row = app.page.locator('tr', { hasText: journey.person('supervisor').name });
    await row.getByRole('button', { name: app.text('loss.open') }).click();
    await app.press('admin.revoke');
    await app.press('admin.revoke-confirm', app.page.getByRole('alertdialog'));
    await app.press('loss.keys.renew');
    await app.press('loss.keys.renew', app.page.getByRole('alertdialog'));
    await app.page.getByText(/A new review period has begun/u).waitFor();
    await journey.inspect(office);
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
    await journey.inspect(desk);
  });

  it('reads nothing that is registered afterwards, whoever serves it; who stays reads all', async () => {
    await syncAtScreen(field.app);
    await enrolSomebody(field, AFTER);
    await syncAtScreen(field.app);

    await lockApp(office.app);
    await unlock(office.app, STAYING);
    const all = await queueOf(office, 2);
    expect(all).toContain(BEFORE.familyName);
    expect(all).toContain(AFTER.familyName);

    // As a server would that is in league with them.
    await journey.database.ask('update devices set revoked_at = null');
    expect(await queueOf(desk, 1)).toContain(BEFORE.familyName);
    await desk.app.page.getByText(/1 registration could not be opened/u).waitFor();
    expect(await desk.app.page.locator('main').textContent()).not.toContain(AFTER.familyName);
    await syncAtScreen(desk.app);
    expect(await queueOf(desk, 1)).toContain(BEFORE.familyName);
    await desk.app.page.getByText(/1 registration could not be opened/u).waitFor();
  });

  it('kept to the content security policy, threw nothing, and axe found nothing', () => {
    journey.expectClean();
  });
});
