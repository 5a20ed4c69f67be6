/** What the journeys on PostgreSQL begin with: a server, its people, laptops, and whatever has to go at the end. */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { expect } from 'vitest';
import { startServer, type RunningServer } from '../../build/lib/server-process.ts';
import { DEMO_SEED } from '../../server/seed/demo.ts';
import {
  acceptGrant,
  lockApp,
  readWords,
  setUpPerson,
  type DemoSignIn,
} from '../support/app-driver.ts';
import { findAxeViolations } from '../support/axe.ts';
import { addPerson, approveRequest, enrolAtScreen, unlock } from '../support/journey-steps.ts';
import { startLaptop, type Laptop } from './laptop.ts';
import { createOwnDatabase, type OwnDatabase } from './own-database.ts';
import { appAhead, serverAhead } from './shifted-clock.ts';

const CONSENT = { registration: 'given', contact: 'given', 'identity-photo': 'refused' } as const;

export interface Journey {
  readonly folder: string;
  readonly database: OwnDatabase;
  /** Somebody of the demonstration's programme, by role. */
  person(role: string): DemoSignIn;
  startLaptop(name: string): Promise<Laptop>;
  /** Starts the programme on a laptop; answers its six words. */
  found(office: Laptop): Promise<readonly string[]>;
  /** Sets somebody up on a laptop; the administrator, who is signed in at the office, compares and approves. */
  provision(
    office: Laptop,
    laptop: Laptop,
    who: DemoSignIn,
    words: readonly string[],
  ): Promise<void>;
  /** Sets somebody up on the administrator's own laptop, and leaves them signed in there. */
  provisionBeside(office: Laptop, who: DemoSignIn, words: readonly string[]): Promise<void>;
  /** The same server at the same address, so many days later. */
  passDays(days: number): Promise<void>;
  /** Has axe look at the screen that a laptop shows. */
  inspect(laptop: Laptop): Promise<void>;
  /** Where pictures are wanted: what the laptops show after a test that failed. */
  picture(state: string | undefined): Promise<void>;
  close(): Promise<void>;
  /** No page broke its content security policy or threw, and axe found nothing. */
  expectClean(): void;
}

/** Opens a journey, for the file's `beforeAll`; `close` belongs into its `afterAll`, `picture` into its `afterEach`. */
export async function openJourney(name: string): Promise<Journey> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), `fieldseal-${name}-`));
  const database = await createOwnDatabase();
  const serverFolder = { dataFolder: path.join(folder, 'server'), databaseUrl: database.url };
  let server: RunningServer = await startServer({ port: 0, seed: 'demo', ...serverFolder });
  const { people, url } = server;
  const laptops = new Map<string, Laptop>();
  const axe: string[] = [];

  function person(role: string): DemoSignIn {
    const found = people.find((candidate) => candidate.role === role);
    if (found === undefined) throw new Error(`no ${role} in the demo programme`);
    return { ...found, passphrase: `field of barley ${role} 41` };
  }

  return {
    folder,
    database,
    person,
    async startLaptop(laptopName) {
      const laptop = await startLaptop(folder, laptopName, url);
      laptops.set(laptopName, laptop);
      return laptop;
    },
    async found({ app }) {
      await setUpPerson(app, person('administrator'));
      await app.goTo('admin');
      return readWords(app.page.getByRole('region', { name: app.text('admin.programme-words') }));
    },
    async provision(office, laptop, who, words) {
      const heard = await setUpPerson(laptop.app, who);
      await approveRequest(office.app, heard);
      await acceptGrant(laptop.app, words);
    },
    async provisionBeside({ app }, who, words) {
      await lockApp(app);
      await addPerson(app);
      const heard = await setUpPerson(app, who);
      await app.press('setup.waiting.later');
      await unlock(app, person('administrator'));
      await approveRequest(app, heard);
      await lockApp(app);
      await unlock(app, who);
      await acceptGrant(app, words);
    },
    async passDays(days) {
      await server.stop();
      server = await startServer({
        port: Number(new URL(url).port),
        seed: undefined,
        ...serverFolder,
        appFolder: appAhead(folder, days),
        settings: serverAhead(days),
      });
    },
    async inspect({ app }) {
      axe.push(...(await findAxeViolations(app.page)));
    },
    async picture(state) {
      const pictures = process.env['FIELDSEAL_SCREENSHOTS'];
      if (state !== 'fail' || pictures === undefined) return;
      for (const [laptopName, laptop] of laptops) {
        await laptop.app.page.screenshot({ path: path.join(pictures, `failed-${laptopName}.png`) });
      }
    },
    async close() {
      await Promise.allSettled([...laptops.values()].map(async (laptop) => laptop.close()));
      await server.stop();
      await database.drop();
      fs.rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    },
    expectClean() {
      const watches = [...laptops.values()].map(({ watch }) => watch);
      expect(watches.flatMap(({ violations }) => violations)).toEqual([]);
      expect(watches.flatMap(({ errors }) => errors)).toEqual([]);
      expect(axe).toEqual([]);
    },
  };
}

/** Enrols somebody of Tarifa by these texts; answers the number on the slip. */
export async function enrolSomebody(
  { app }: Laptop,
  texts: Readonly<Record<string, string>>,
): Promise<string> {
  const programme = DEMO_SEED.draft;
  const sex = programme.form.fields.find(({ id }) => id === 'sex');
  const answers = {
    ...texts,
    birthDate: { precision: 'year', value: '1987' },
    sex: sex?.type === 'choice' ? (sex.options[0]?.code ?? '') : '',
    area: 'nahr-tarifa',
  } as const;
  return enrolAtScreen(app, programme, { consent: CONSENT, answers }, async () => undefined);
}
