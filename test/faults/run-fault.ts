/** One run: work at the product, a kill in the middle of it, and a fresh look at what is left. */
import fs from 'node:fs';
import path from 'node:path';
import { enrolPeople } from './enrol-people.ts';
import { judge, type Expectation } from './judge.ts';
import { copyProfile, startLaptop, type FaultLaptop } from './laptop.ts';
import { unlockVault, type FaultWindow } from './page-vault.ts';
import { makePeople } from './people.ts';
import type { Preparation, PreparedProfile } from './prepare.ts';
import { randomFor } from './random-for.ts';
import { drawScenario, SCENARIOS } from './scenarios/all-scenarios.ts';
import type { KillPlan, Scenario, ScenarioRun } from './scenarios/scenario.ts';
import { readSnapshot } from './snapshot.ts';

const PEOPLE_PER_RUN = 8;
const TYPING = 'Abdulrahman Habibullah Muhammadkhan Zarghun Sulaimankhel';
/** A run whose work hangs is killed all the same, and says so. */
const WORK_LIMIT_MS = 30_000;

export interface FaultRun {
  readonly seed: number;
  readonly scenario: string;
  readonly plan: KillPlan;
  readonly acknowledged: number;
  readonly problems: readonly string[];
  readonly profileFolder: string;
  readonly seconds: number;
}

export interface FaultRunOptions {
  readonly seed: number;
  /** Only this scenario; drawn by the seed when absent. */
  readonly scenario?: string | undefined;
  readonly isKept: boolean;
}

/** Makes the run of one seed. Never rejects for what the product does wrong: that is among the problems. */
export async function runFault(
  preparation: Preparation,
  options: FaultRunOptions,
): Promise<FaultRun> {
  const started = performance.now();
  const { seed } = options;
  const scenario = scenarioOf(options);
  const plan = scenario.plan(randomFor(seed, 'kill'), preparation);
  const profile = preparation.profiles[scenario.profile];
  const profileFolder = path.join(preparation.folder, `run-${String(seed)}`);
  copyProfile(profile.folder, profileFolder);
  const count = scenario.people ?? PEOPLE_PER_RUN;
  const people = makePeople(randomFor(seed, 'people'), count, preparation.areaIds);
  const { url, backend } = preparation;
  const laptop = await startLaptop({
    profileFolder,
    backend,
    url,
    isClosed: scenario.startsClosed,
  });
  const run = { laptop, profile, people, random: randomFor(seed, 'work'), typing: TYPING };
  const workProblems = await workUntilKilled(scenario, run, plan);
  const expected: Expectation = {
    baseline: profile.baseline,
    people,
    typing: scenario.isTyping === true ? TYPING : null,
    journal: laptop.journal.entries,
  };
  const problems = [
    ...workProblems,
    ...(await look(preparation, profile, profileFolder, expected)),
  ];
  const isKept = options.isKept || problems.length > 0;
  if (!isKept) fs.rmSync(profileFolder, { recursive: true, force: true, maxRetries: 5 });
  return {
    seed,
    scenario: scenario.name,
    plan,
    acknowledged: laptop.journal.entries.length,
    problems,
    profileFolder,
    seconds: (performance.now() - started) / 1000,
  };
}

function scenarioOf({ seed, scenario }: FaultRunOptions): Scenario {
  if (scenario === undefined) return drawScenario(randomFor(seed, 'scenario'));
  const named = SCENARIOS.find(({ name }) => name === scenario);
  if (named === undefined) throw new Error(`There is no scenario ${scenario}.`);
  return named;
}

/** Works, kills the browser at the planned moment, and answers what went wrong before. */
async function workUntilKilled(
  scenario: Scenario,
  run: ScenarioRun,
  plan: KillPlan,
): Promise<readonly string[]> {
  const { laptop } = run;
  const problems: string[] = [];
  let isKilled = false;
  try {
    await scenario.ready(run);
    const before = laptop.journal.entries.length;
    const ended = scenario.work(run).catch((error: unknown) => {
      if (!isKilled) problems.push(`the work failed: ${firstLine(error)}`);
    });
    const moment = laptop.journal
      .reaches(before + plan.acknowledgements)
      .then(() => pause(plan.delayMs));
    const limit = pause(WORK_LIMIT_MS).then(() => 'limit' as const);
    if ((await Promise.race([ended, moment, limit])) === 'limit') problems.push('the work hangs');
  } catch (error) {
    problems.push(`the work could not begin: ${firstLine(error)}`);
  } finally {
    isKilled = true;
    await laptop.kill();
  }
  return problems;
}

/** Opens the profile with a fresh browser, judges it, and works on. */
async function look(
  { url, backend }: Preparation,
  profile: PreparedProfile,
  profileFolder: string,
  expected: Expectation,
): Promise<readonly string[]> {
  let laptop: FaultLaptop | undefined;
  try {
    laptop = await startLaptop({ profileFolder, backend, url });
    await unlockVault(laptop.page, profile);
    const found = judge(await readSnapshot(laptop.page), expected);
    return [...found, ...(await workOn(laptop, expected))];
  } catch (error) {
    return [`it does not open again: ${firstLine(error)}`];
  } finally {
    await laptop?.kill();
  }
}

/** One more person can be enrolled, under a number of their own. */
async function workOn(laptop: FaultLaptop, expected: Expectation): Promise<readonly string[]> {
  const { people } = expected;
  const next = people.slice(-1).map((person) => ({
    ...person,
    stages: person.stages.slice(-1),
  }));
  await enrolPeople(laptop.page, { people: next, discarded: [], left: [] });
  const records = await laptop.page.evaluate(readNumbers);
  return new Set(records).size === records.length
    ? []
    : ['work goes on with a number that is used'];
}

async function readNumbers(): Promise<readonly string[]> {
  const vault = (window as unknown as FaultWindow).fieldsealDemoVault;
  const { records } = await vault.listRecords(null, 200);
  return records.map((record) => record.registrationNumber);
}

function firstLine(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split('\n')[0] ?? '';
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, milliseconds).unref();
  });
}
