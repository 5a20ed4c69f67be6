/**
 * A laptop that is away for two months, from end to end in real Chromium against the real server on PostgreSQL: meanwhile its
 * operator's permission ends, what it had sent is approved and returned, and permissions are renewed. One sync brings all
 * of it, and delivers what was registered while it was away.
 */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { decideAtScreen, syncAtScreen, unlock } from '../support/journey-steps.ts';
import { enrolSomebody, openJourney, type Journey } from './journey.ts';
import type { Laptop } from './laptop.ts';
import { reloadApp } from './shifted-clock.ts';

const REASON = 'Please ask again for the spelling of the family name.';
/** The demonstration's permissions hold for 60 days. */
const [RENEWAL_DAY, RETURN_DAY] = [45, 61];

let journey: Journey;
let office: Laptop;
let field: Laptop;
const numbers: string[] = [];

async function enrol(familyName: string): Promise<void> {
  numbers.push(await enrolSomebody(field, { familyName, givenName: 'Aminata' }));
}

async function expectState(number: string, messageId: string): Promise<void> {
  const row = field.app.page.locator('.row-button', { hasText: number });
  await row.getByText(field.app.text(messageId)).waitFor();
}

beforeAll(async () => {
  journey = await openJourney('absence');
  office = await journey.startLaptop('office');
  field = await journey.startLaptop('field');
});

afterAll(() => journey.close());
afterEach(({ task }) => journey.picture(task.result?.state));

describe('a laptop that is away for two months', () => {
  it('delivers, and then goes where there is no network', async () => {
    const words = await journey.found(office);
    await journey.provision(office, field, journey.person('enumerator'), words);
    await field.app.waitFor('home');
    await enrol('Haddadine-Wirth');
    await enrol('Obolensky');
    await syncAtScreen(field.app);
    await field.setOffline(true);
    await enrol('Renqvist');

    await journey.provisionBeside(office, journey.person('supervisor'), words);
    await office.app.waitFor('review');
    await decideAtScreen(office.app, REASON);
    await decideAtScreen(office.app, null);
  });

  it('has its operator’s permission renewed by the administrator meanwhile', async () => {
    await journey.passDays(RENEWAL_DAY);
    await reloadApp(office.app);
    await unlock(office.app, journey.person('administrator'));
    await office.app.goTo('admin');
    await office.app.press('lease.admin.choose-ending');
    await office.app.page.getByRole('button', { name: /^Renew 3 permissions$/u }).click();
    await office.app.press('lease.admin.renew-confirm', office.app.page.getByRole('alertdialog'));
    await office.app.page.getByText(/^Renewed until/u).waitFor();
  });

  it('comes back to a permission that has ended: one sync under the lock brings the new one', async () => {
    await journey.passDays(RETURN_DAY);
    await field.setOffline(false);
    await reloadApp(field.app);
    await field.app.waitFor('unlock');
    await field.app.page.getByText(field.app.text('unlock.lease-expired')).first().waitFor();
    await journey.inspect(field);
    await field.app.press('unlock.renewal.sync');
    await field.app.page.getByText(field.app.text('unlock.renewal.done')).waitFor();
  });

  it('has caught up with that: what was approved, what was returned and why, what was delivered', async () => {
    await unlock(field.app, journey.person('enumerator'));
    await field.app.waitFor('home');
    const [first = '', second = '', third = ''] = numbers;
    await expectState(first, 'record.state.returned');
    await expectState(second, 'record.state.approved');
    await expectState(third, 'record.state.received');
    await field.app.page.locator('.row-button', { hasText: first }).click();
    await field.app.page.getByText(REASON).waitFor();
    const [held] = await journey.database.ask<{ records: number }>(
      'select count(*)::integer as records from records',
    );
    expect(held).toEqual({ records: 3 });
  });

  it('kept to the content security policy, threw nothing, and axe found nothing', () => {
    journey.expectClean();
  });
});
