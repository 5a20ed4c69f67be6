/**
 * The main job from end to end, in real Chromium with virtual authenticators, through the app's own screens, against
 * the real server: programme, provisioning, unlock, enrol, find, sync, review. The field laptop's network is cut
 * while it unlocks, enrols and finds, and it is reloaded while cut.
 */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { indexedDbFolder } from '../../build/demo/raw-stores.ts';
import { ROOT } from '../../build/lib/paths.ts';
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
  beginEnrolment,
  decideAtScreen,
  fillForm,
  giveConsent,
  saveChecked,
  syncAtScreen,
  unlock,
} from '../support/journey-steps.ts';
import { createSearcher, makeNeedles, searchFolder } from '../support/raw-search.ts';
import { startLaptop, type Laptop } from './laptop.ts';

const programme = DEMO_SEED.draft;
const GIVEN = { registration: 'given', contact: 'given', 'identity-photo': 'refused' } as const;
const RETURN_REASON = 'Please ask again for the spelling of the family name.';

const AMINA: Answers = {
  familyName: 'Haddadine-Wirth',
  givenName: 'Aminata',
  birthDate: { precision: 'day', value: '1987-03-09' },
  sex: '2',
  nationalId: 'QZ-48151623',
  phone: '+20 100 555 7391',
};
/** Sounds like the first, born the same day, without an identity number. */
const AMEENA: Answers = {
  familyName: 'Hadadine Wirt',
  givenName: 'Amminata',
  birthDate: { precision: 'day', value: '1987-03-09' },
  sex: '2',
};
const YONAS: Answers = {
  familyName: 'ተስፋዬ ገብረማርያም',
  givenName: 'ዮናስ ኃይለማርያም',
  birthDate: { precision: 'year', value: '1961' },
  sex: '1',
  phone: '0911 234 86 02',
};

let folder = '';
let server: RunningServer | undefined;
let office: Laptop;
let field: Laptop;
const axe: string[] = [];

/** Looks at the screen in both languages, as axe does. */
async function inspect(laptop: Laptop, screen: string): Promise<void> {
  const found = await findAxeViolations(laptop.app.page);
  axe.push(...found.map((violation) => `${screen}: ${violation}`));
}

function person(role: string): DemoSignIn {
  const found = server?.people.find((candidate) => candidate.role === role);
  if (found === undefined) throw new Error(`no ${role} in the demo programme`);
  return { ...found, passphrase: `field of barley ${role} 41` };
}

function withArea(answers: Answers): Answers {
  const form = programme.form.fields.find((candidate) => candidate.id === 'sex');
  const options = form?.type === 'choice' ? form.options : [];
  const sex = options[answers['sex'] === '1' ? 1 : 0]?.code ?? '';
  return { ...answers, sex, area: 'nahr-tarifa' };
}

/** The first record of the list whose number this is. */
async function openRecord(laptop: Laptop, number: string): Promise<void> {
  await laptop.app.goTo('home');
  await laptop.app.page.locator('.row-button', { hasText: number }).click();
  await laptop.app.waitFor('record');
}

async function search(laptop: Laptop, by: string, value: string): Promise<readonly string[]> {
  const { app } = laptop;
  const panel = app.page.getByRole('search');
  await panel.locator(`label:has(input[value="${by}"])`).click();
  await panel.getByRole('searchbox').fill(value);
  await app.press('home.search.go');
  const clear = app.page.getByRole('button', { name: app.text('home.search.clear') });
  await clear.waitFor();
  const found = await app.page.locator('.row-button .code').allTextContents();
  await clear.click();
  return found;
}

beforeAll(async () => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'fieldseal-e2e-'));
  server = await startServer({ port: 0, dataFolder: path.join(folder, 'server'), seed: 'demo' });
  office = await startLaptop(folder, 'office', server.url);
  field = await startLaptop(folder, 'field', server.url);
});

afterAll(async () => {
  // Each closes what it can, should another have failed to start.
  await Promise.allSettled([(async () => office.close())(), (async () => field.close())()]);
  await server?.stop();
  fs.rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
});

afterEach(async ({ task }) => {
  const pictures = process.env['FIELDSEAL_SCREENSHOTS'];
  if (task.result?.state !== 'fail' || pictures === undefined) return;
  for (const [name, laptop] of Object.entries({ office, field })) {
    await laptop.app.page.screenshot({ path: path.join(pictures, `failed-${name}.png`) });
  }
});

describe('the main job', () => {
  const numbers: string[] = [];

  it('1, 2: starts the programme and provisions an enumerator and a supervisor', async () => {
    await inspect(office, 'setup-code');
    await setUpPerson(office.app, person('administrator'));
    await office.app.goTo('admin');
    const programmeWords = await readWords(
      office.app.page.getByRole('region', { name: office.app.text('admin.programme-words') }),
    );
    const heard = await setUpPerson(field.app, person('enumerator'));
    await inspect(field, 'setup-waiting');
    await approveRequest(office.app, heard);
    await inspect(office, 'admin');
    await acceptGrant(field.app, programmeWords);
    await field.app.waitFor('home');

    await lockApp(office.app);
    await addPerson(office.app);
    const supervisorWords = await setUpPerson(office.app, person('supervisor'));
    await office.app.press('setup.waiting.later');
    await unlock(office.app, person('administrator'));
    await approveRequest(office.app, supervisorWords);
    await lockApp(office.app);
    await unlock(office.app, person('supervisor'));
    await acceptGrant(office.app, programmeWords);
    await office.app.waitFor('review');
    await lockApp(office.app);
  });

  it('3: unlocks offline after a reload; a wrong passphrase and a cancelled prompt are told apart', async () => {
    const { page } = field.app;
    await page.evaluate(async () => {
      await navigator.serviceWorker.ready;
    });
    await lockApp(field.app);
    await field.setOffline(true);
    await page.reload();
    await field.app.waitFor('unlock');
    await inspect(field, 'unlock');
    await attemptUnlock(field, 'not the passphrase at all');
    await page.getByText('vault.passphrase-wrong').waitFor();
    await cancelNextCeremony(field);
    await attemptUnlock(field, person('enumerator').passphrase);
    await page.getByText('webauthn.cancelled').waitFor();
    await unlock(field.app, person('enumerator'));
    await field.app.waitFor('home');
    await inspect(field, 'home-empty');
  });

  it('4: enrols offline, comes back to the very answer after a reload, and warns of duplicates', async () => {
    const { app } = field;
    await beginEnrolment(app);
    await giveConsent(app, programme, GIVEN);
    await inspect(field, 'enrol-consent');
    await app.press('common.continue');
    await app.waitFor('enrol-form');
    const { familyName, givenName, ...rest } = withArea(AMINA);
    await fillForm(app, programme, { familyName, givenName } as Answers);
    await app.page.getByText(app.text('enrol.save.saved'), { exact: true }).waitFor();

    await app.page.reload();
    await unlock(app, person('enumerator'));
    await app.waitFor('home');
    await inspect(field, 'home-draft');
    await app.press('home.draft.continue');
    await app.waitFor('enrol-form');
    const name = app.page.getByRole('textbox', { name: labelOf('familyName') });
    expect(await name.inputValue()).toBe(AMINA['familyName']);
    await fillForm(app, programme, rest);
    await inspect(field, 'enrol-form');
    await app.press('common.continue');
    const steps: string[] = [];
    numbers.push(
      await saveChecked(app, async (step) => {
        steps.push(step);
        await inspect(field, `enrol-${step}`);
      }),
    );
    expect(steps).toEqual(['check', 'saved']);

    numbers.push(await enrol(AMEENA, ['duplicates', 'check', 'saved']));
    numbers.push(await enrol({ ...YONAS, nationalId: 'QZ-48151623' }, null));
    numbers.push(await enrol(YONAS, null, path.join(ROOT, 'renderer/public/icon-512.png')));
    expect(new Set(numbers).size).toBe(numbers.length);
  });

  it('5: finds people offline by identity number, last four digits and sound', async () => {
    await field.app.goTo('home');
    await inspect(field, 'home');
    expect(await search(field, 'national-id', 'QZ48151623')).toContain(numbers[0]);
    expect(await search(field, 'phone-last-four', '7391')).toEqual([numbers[0]]);
    expect(await search(field, 'name', 'hadadin')).toEqual(
      expect.arrayContaining([numbers[0], numbers[1]]),
    );
    expect(await search(field, 'national-id', 'ZZ-00000000')).toEqual([]);
  });

  it('6: sends, survives an answer that never arrives, and repeats without doubling', async () => {
    const { app } = field;
    await field.setOffline(false);
    await app.page.context().route('**/v1/batches', async (route) => {
      await route.fetch();
      await route.abort('connectionreset');
    });
    await app.goTo('sync');
    const photosWait = app.page.getByText(app.text('sync.photos-waiting'));
    await photosWait.waitFor();
    await app.press('sync.now');
    await app.page.getByRole('alert').first().waitFor();
    await inspect(field, 'sync-failed');
    await app.page.context().unroute('**/v1/batches');
    await syncAtScreen(app);
    await photosWait.waitFor({ state: 'detached' });
    await inspect(field, 'sync');
    await app.goTo('home');
    await expectState(numbers[0], 'record.state.received');
    const stored = numbers.length;
    await lockApp(app);
    await unlock(office.app, person('supervisor'));
    await office.app.waitFor('review');
    await office.app.page.locator('.detail-title').waitFor();
    const waiting = await office.app.page.locator('.queue .row-button').count();
    expect(waiting).toBe(stored);
  });

  it('7: reviews what the server cannot read, approves, returns; the laptop sees it and corrects', async () => {
    const { app } = office;
    await inspect(office, 'review');
    const detail = app.page.locator('.detail');
    expect(await detail.textContent()).toContain(AMINA['familyName']);
    expect(await detail.locator('.compare').textContent()).toContain(AMEENA['familyName']);
    await detail.getByText(app.text('duplicates.by.national-id')).waitFor();
    await detail.getByText(app.text('duplicates.by.name-and-birth-date')).waitFor();
    await decideAtScreen(app, null);
    await decideAtScreen(app, RETURN_REASON);
    await office.setOffline(true);
    await app.page.locator('.queue .row-button').last().click();
    await app.page.getByText(app.text('photo.no-network')).first().waitFor();
    await inspect(office, 'review-photo-no-network');
    await office.setOffline(false);
    await app.press('photo.retry', app.page.locator('.compare'));
    await expectPicture(office, '.detail');
    await lockApp(app);

    await unlock(field.app, person('enumerator'));
    await syncAtScreen(field.app);
    await field.app.goTo('home');
    await expectState(numbers[0], 'record.state.approved');
    await expectState(numbers[1], 'record.state.returned');
    await openRecord(field, numbers[1] ?? '');
    await field.app.page.getByText(RETURN_REASON).waitFor();
    await inspect(field, 'record-returned');
    await field.app.press('record.correct');
    await field.app.waitFor('enrol-form');
    const name = field.app.page.getByRole('textbox', { name: labelOf('familyName') });
    expect(await name.inputValue()).toBe(AMEENA['familyName']);
    await name.fill('Haddadine Wirt');
    await field.app.press('common.continue');
    await saveChecked(field.app, async () => undefined);
    await syncAtScreen(field.app);
    await field.app.goTo('home');
    await expectState(numbers[1], 'record.state.received');
    await lockApp(field.app);
  });

  it('left nothing readable on the laptops or the server', async () => {
    await office.close();
    await field.close();
    await server?.stop();
    const needles = makeNeedles(
      [AMINA, AMEENA, YONAS].flatMap((answers) =>
        ['familyName', 'givenName', 'nationalId', 'phone'].flatMap((id) => {
          const answer = answers[id];
          return typeof answer === 'string' ? [{ kind: id, text: answer }] : [];
        }),
      ),
    );
    expect(needles.length).toBeGreaterThan(15);
    const searcher = createSearcher(needles);
    const folders = [
      indexedDbFolder(office.profileFolder),
      indexedDbFolder(field.profileFolder),
      path.join(folder, 'server'),
    ];
    for (const place of folders) {
      const { hits, bytes } = searchFolder(searcher, place);
      expect(bytes).toBeGreaterThan(1000);
      expect(hits.map(({ file, needle }) => `${needle.kind} in ${path.basename(file)}`)).toEqual(
        [],
      );
    }
  });

  it('kept to the content security policy, threw nothing, and axe found nothing on any screen', () => {
    expect([...office.watch.violations, ...field.watch.violations]).toEqual([]);
    expect([...office.watch.errors, ...field.watch.errors]).toEqual([]);
    expect(axe).toEqual([]);
  });
});

function labelOf(fieldId: string): string {
  return programme.form.fields.find((candidate) => candidate.id === fieldId)?.label.en ?? '';
}

async function attemptUnlock(laptop: Laptop, passphrase: string): Promise<void> {
  await laptop.app.type('unlock.passphrase', passphrase);
  await laptop.app.press('unlock.unlock');
}

/**
 * The person presses "cancel" at the next prompt. (A finger that is not theirs would do the same, but the virtual
 * authenticator then blocks itself for good, as no real one does.)
 */
async function cancelNextCeremony(laptop: Laptop): Promise<void> {
  await laptop.app.page.evaluate(() => {
    const container = navigator.credentials;
    const ask = container.get.bind(container);
    container.get = () => {
      container.get = ask;
      return Promise.reject(new DOMException('The user cancelled.', 'NotAllowedError'));
    };
  });
}

/** Enrols at the screens; `expected` steps are compared where given. A photo is consented to and taken. */
async function enrol(
  answers: Answers,
  expected: readonly string[] | null,
  photo?: string,
): Promise<string> {
  const { app } = field;
  await beginEnrolment(app);
  const consent = photo === undefined ? GIVEN : ({ ...GIVEN, 'identity-photo': 'given' } as const);
  await giveConsent(app, programme, consent);
  await app.press('common.continue');
  await app.waitFor('enrol-form');
  await fillForm(app, programme, withArea(answers));
  if (photo !== undefined) {
    await app.page.locator('input[type="file"]').setInputFiles(photo);
    await expectPicture(field, '[data-screen="enrol-form"]');
  }
  await app.press('common.continue');
  const steps: string[] = [];
  const number = await saveChecked(app, async (step) => {
    steps.push(step);
    if (step === 'duplicates') await inspect(field, 'enrol-duplicates');
  });
  if (expected !== null) expect(steps).toEqual(expected);
  return number;
}

/** A picture that was decoded, not a broken frame. */
async function expectPicture(laptop: Laptop, within: string): Promise<void> {
  await laptop.app.page.waitForFunction(
    (place) => (document.querySelector<HTMLImageElement>(`${place} img`)?.naturalWidth ?? 0) > 0,
    within,
  );
}

async function expectState(number: string | undefined, messageId: string): Promise<void> {
  const row = field.app.page.locator('.row-button', { hasText: number ?? '' });
  await row.getByText(field.app.text(messageId)).waitFor();
}
