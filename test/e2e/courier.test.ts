/**
 * Delivery by stick from end to end, in real Chromium against the real server on PostgreSQL: after it was provisioned, the
 * field laptop never has a network again. Its batches go out as a file, a supervisor's laptop delivers them on its own
 * connection, and the receipts come back as a file.
 */
import fs from 'node:fs';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { syncAtScreen, unlock } from '../support/journey-steps.ts';
import { enrolSomebody, openJourney, type Journey } from './journey.ts';
import type { Laptop } from './laptop.ts';
import { openDelivery, saveToStick } from './stick.ts';

const FIRST = { familyName: 'Haddadine-Wirth', givenName: 'Aminata', nationalId: 'QZ-48151623' };
const SECOND = { familyName: 'Obolensky', givenName: 'Tarek', nationalId: 'QZ-99012344' };
const THIRD = { familyName: 'Renqvist', givenName: 'Saga', nationalId: 'QZ-55512348' };

let journey: Journey;
let office: Laptop;
let field: Laptop;

async function expectState(number: string, messageId: string): Promise<void> {
  await field.app.goTo('home');
  const row = field.app.page.locator('.row-button', { hasText: number });
  await row.getByText(field.app.text(messageId)).waitFor();
}

beforeAll(async () => {
  journey = await openJourney('courier');
  office = await journey.startLaptop('office');
  field = await journey.startLaptop('field');
});

afterAll(() => journey.close());
afterEach(({ task }) => journey.picture(task.result?.state));

describe('the courier', () => {
  const numbers: string[] = [];
  let outbox = '';
  let receipts = '';

  it('the field laptop is provisioned, and then its network is cut for good', async () => {
    const words = await journey.found(office);
    await journey.provision(office, field, journey.person('enumerator'), words);
    await field.app.waitFor('home');
    await field.app.page.evaluate(async () => {
      await navigator.serviceWorker.ready;
    });
    await field.setOffline(true);

    await journey.provisionBeside(office, journey.person('supervisor'), words);
    await office.app.waitFor('review');
  });

  it('what was registered goes on a stick, and goes on waiting', async () => {
    numbers.push(await enrolSomebody(field, FIRST), await enrolSomebody(field, SECOND));
    await field.app.goTo('sync');
    outbox = await saveToStick(field, journey.folder, 'courier.hand-over');
    expect(path.extname(outbox)).toBe('.fsbatches');
    const { page } = field.app;
    await page.getByText(field.app.text('sync.batch.handed-over'), { exact: true }).waitFor();
    await journey.inspect(field);
    for (const number of numbers) await expectState(number, 'record.state.in-batch');
    const content = fs.readFileSync(outbox);
    for (const text of [...Object.values(FIRST), ...Object.values(SECOND)]) {
      expect(content.includes(text)).toBe(false);
    }
  });

  it('a copy that broke off is refused, and the whole one is carried', async () => {
    const cut = path.join(journey.folder, 'cut.fsbatches');
    fs.writeFileSync(cut, fs.readFileSync(outbox).subarray(0, -500));
    await openDelivery(office, cut, /courier\.truncated/u);
    // Its network may come and go: what is carried outlives a reload.
    await office.setOffline(true);
    await openDelivery(office, outbox, /1 batch with 2 registrations/u);
    await office.app.page.reload();
    await unlock(office.app, journey.person('supervisor'));
    await office.app.goTo('sync');
    const waiting = office.app.page.getByText(office.app.text('courier.carried.waiting'));
    await waiting.waitFor();
    await journey.inspect(office);
    await office.setOffline(false);
    await syncAtScreen(office.app);
    await office.app.page.getByText(office.app.text('courier.carried.received')).waitFor();
    const rows = await journey.database.ask<{ records: number; bearers: number }>(
      `select (select count(*)::integer from records) as records,
        (select count(*)::integer from batch_bearers) as bearers`,
    );
    expect(rows).toEqual([{ records: 2, bearers: 1 }]);
  });

  it('the receipts come back on the stick; the records are received, and sealed', async () => {
    receipts = await saveToStick(office, journey.folder, 'courier.carried.save');
    expect(path.extname(receipts)).toBe('.fsreceipts');
    await office.app.page.getByText(office.app.text('courier.carried.written')).waitFor();
    await openDelivery(field, receipts, /1 batch: the server holds 2 registrations/u);
    await journey.inspect(field);
    for (const number of numbers) await expectState(number, 'record.state.received');
    await field.app.page.locator('.row-button', { hasText: numbers[0] ?? '' }).click();
    await field.app.page
      .getByText(field.app.text('record.sealed-title'), { exact: true })
      .waitFor();
  });

  it('the same files again change nothing, and the next ones follow', async () => {
    await openDelivery(field, receipts, /1 receipt changed nothing/u);
    await openDelivery(office, outbox, /1 batch was here already/u);
    numbers.push(await enrolSomebody(field, THIRD));
    await field.app.goTo('sync');
    const next = await saveToStick(field, journey.folder, 'courier.hand-over');
    await openDelivery(office, next, /1 batch with 1 registration/u);
    await syncAtScreen(office.app);
    const newer = await saveToStick(office, journey.folder, 'courier.carried.save');
    await openDelivery(field, newer, /1 batch: the server holds 1 registration/u);
    await expectState(numbers[2] ?? '', 'record.state.received');
    const [held] = await journey.database.ask<{ records: number; batches: number }>(
      `select (select count(*)::integer from records) as records,
        (select count(*)::integer from batches) as batches`,
    );
    expect(held).toEqual({ records: 3, batches: 2 });
  });

  it('the supervisor reviews what came by stick', async () => {
    await office.app.goTo('review');
    await office.app.page.locator('.detail-title').waitFor();
    expect(await office.app.page.locator('.queue .row-button').count()).toBe(3);
    expect(await office.app.page.locator('.detail').textContent()).toContain(FIRST.familyName);
  });

  it('kept to the content security policy, threw nothing, and axe found nothing', () => {
    journey.expectClean();
  });
});
