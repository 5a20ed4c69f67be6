/**
 * A laptop that is let in without a network, in real Chromium against the real server on PostgreSQL: once the page is there,
 * its network is cut for good. Its request goes out as a file, the administrator's answer comes back as one, and so do what
 * it registers and the receipts.
 */
import fs from 'node:fs';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { acceptGrant, readWords } from '../support/app-driver.ts';
import { syncAtScreen, unlock } from '../support/journey-steps.ts';
import { enrolSomebody, openJourney, type Journey } from './journey.ts';
import type { Laptop } from './laptop.ts';
import { chooseFromStick, openDelivery, saveToStick } from './stick.ts';

const PERSON = { familyName: 'Obolensky', givenName: 'Tarek', nationalId: 'QZ-99012344' };

let journey: Journey;
let office: Laptop;
let field: Laptop;
beforeAll(async () => {
  journey = await openJourney('file-setup');
  office = await journey.startLaptop('office');
  field = await journey.startLaptop('field');
});

afterAll(() => journey.close());
afterEach(({ task }) => journey.picture(task.result?.state));

describe('a laptop without a network', () => {
  let words: readonly string[] = [];
  let programmeWords: readonly string[] = [];
  let asked = '';
  let answered = '';

  it('sets somebody up, and saves what it asks for to a stick', async () => {
    programmeWords = await journey.found(office);
    const { app } = field;
    const { name, passphrase } = journey.person('enumerator');
    await app.waitFor('setup-code');
    await app.page.evaluate(async () => {
      await navigator.serviceWorker.ready;
    });
    await field.setOffline(true);
    await app.press('setup.file.choose');
    await app.waitFor('setup-file');
    await app.type('setup.file.name', name);
    await journey.inspect(field);
    await app.press('common.continue');
    await app.waitFor('setup-passphrase');
    await app.type('setup.passphrase.first', passphrase);
    await app.type('setup.passphrase.second', passphrase);
    await app.press('common.continue');
    await app.waitFor('setup-factor');
    await app.press('setup.factor.start');
    words = await readWords(await app.waitFor('setup-waiting'));
    asked = await saveToStick(field, journey.folder, 'setup.file.save');
    expect(path.extname(asked)).toBe('.fsrequest');
    expect(fs.readFileSync(asked).includes(name)).toBe(false);
    await journey.inspect(field);
  });

  it('waits through a restart of the app, with the same words', async () => {
    await field.app.page.reload();
    await unlock(field.app, journey.person('enumerator'));
    expect(await readWords(await field.app.waitFor('setup-waiting'))).toEqual(words);
  });

  it('is approved at the office for somebody of the list, by its words', async () => {
    const { app } = office;
    const { name } = journey.person('enumerator');
    await chooseFromStick(office, asked, 'admin.file.open');
    const request = app.page.locator('.request');
    expect(await readWords(request)).toEqual(words);
    await request.getByRole('button', { name: app.text('admin.file.person') }).click();
    await app.page.getByRole('option', { name, exact: true }).click();
    await app.press('admin.approve', request);
    const dialog = app.page.getByRole('alertdialog');
    answered = await saveToStick(office, journey.folder, 'admin.approve-confirm', dialog);
    expect(path.extname(answered)).toBe('.fsgrant');
    await app.page.getByText(app.text('admin.file.saved')).waitFor();
    await journey.inspect(office);
    const content = fs.readFileSync(answered);
    for (const text of [name, 'nahr', 'localhost']) expect(content.includes(text)).toBe(false);
  });

  it('and once more nobody is let in; the answer can be saved again', async () => {
    await chooseFromStick(office, asked, 'admin.file.open');
    await office.app.page.getByText(/approved before/u).waitFor();
    await saveToStick(office, journey.folder, 'admin.file.save');
    const [held] = await journey.database.ask<{ operators: number }>(
      'select count(*)::integer as operators from operators',
    );
    expect(held).toEqual({ operators: 2 });
  });

  it('refuses its own request and a copy that broke off, and takes the answer', async () => {
    const { app } = field;
    await chooseFromStick(field, asked, 'setup.file.open');
    await app.page.getByText(/provisioning\.file-unknown/u).waitFor();
    const cut = path.join(journey.folder, 'cut.fsgrant');
    fs.writeFileSync(cut, fs.readFileSync(answered).subarray(0, -200));
    await chooseFromStick(field, cut, 'setup.file.open');
    await app.page.getByText(/provisioning\.file-damaged/u).waitFor();
    await chooseFromStick(field, answered, 'setup.file.open');
    await acceptGrant(app, programmeWords);
    await app.waitFor('home');
  });

  it('enrols, and delivers by stick', async () => {
    const number = await enrolSomebody(field, PERSON);
    await field.app.goTo('sync');
    const outbox = await saveToStick(field, journey.folder, 'courier.hand-over');
    await openDelivery(office, outbox, /1 batch with 1 registration/u);
    await syncAtScreen(office.app);
    const receipts = await saveToStick(office, journey.folder, 'courier.carried.save');
    await openDelivery(field, receipts, /1 batch: the server holds 1 registration/u);
    await field.app.goTo('home');
    const row = field.app.page.locator('.row-button', { hasText: number });
    await row.getByText(field.app.text('record.state.received')).waitFor();
  });

  it('kept to the content security policy, threw nothing, and axe found nothing', () => {
    journey.expectClean();
  });
});
