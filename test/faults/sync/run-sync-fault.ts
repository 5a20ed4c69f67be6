/** One run: a laptop delivers while the line, its own machine and the server's go wrong; then all is quiet, and it is judged. */
import { isErrorCode } from '../../../shared/errors/error-codes.ts';
import { randomFor } from '../random-for.ts';
import { createAccidents, type Accidents } from './accidents.ts';
import { judgeDrained, judgeReceived } from './judge-sync.ts';
import type { LaptopView } from './laptop-messages.ts';
import { viewServer } from './server-view.ts';
import { KILLED, LaptopRefusal } from './sync-laptop.ts';
import { drawPlan, type Client, type SyncPlan } from './sync-plan.ts';
import type { SyncStage, StageMaker } from './sync-stage.ts';
import { drawFault } from './wire-faults.ts';

/** With nothing in its way a queue drains at once; a second try is for what still lay in the line. */
const QUIET_ATTEMPTS = 3;

export interface SyncRun {
  readonly seed: number;
  readonly plan: SyncPlan;
  /** What was refused on the way, how often. */
  readonly refusals: ReadonlyMap<string, number>;
  readonly accidents: readonly string[];
  readonly requests: number;
  readonly problems: readonly string[];
  readonly folder: string;
  readonly seconds: number;
}

export interface SyncRunOptions {
  readonly seed: number;
  readonly client?: Client | undefined;
  readonly isKept: boolean;
}

/** Makes the run of one seed. What the product does wrong is among the problems. */
export async function runSyncFault(make: StageMaker, options: SyncRunOptions): Promise<SyncRun> {
  const started = performance.now();
  const { seed } = options;
  const plan = drawPlan(seed, options.client);
  const stage = await make(seed, plan);
  const run = createRun(seed, plan, stage);
  const problems: string[] = [];
  try {
    problems.push(...(await run.whileThingsGoWrong()), ...(await run.whenAllIsQuiet()));
  } catch (error) {
    problems.push(`the run broke off: ${String(error)}`);
  } finally {
    await run.accidents.mend();
    // The server's is the next run's too.
    await run.accidents.setClocksRight();
    await stage.end(options.isKept || problems.length > 0);
  }
  return {
    seed,
    plan,
    refusals: run.refusals,
    accidents: run.accidents.begun.map(({ type }) => type),
    requests: run.requests(),
    problems,
    folder: stage.folder,
    seconds: (performance.now() - started) / 1000,
  };
}

interface Run {
  readonly accidents: Accidents;
  readonly refusals: ReadonlyMap<string, number>;
  requests(): number;
  whileThingsGoWrong(): Promise<readonly string[]>;
  whenAllIsQuiet(): Promise<readonly string[]>;
}

function createRun(seed: number, plan: SyncPlan, stage: SyncStage): Run {
  const { world, laptop } = stage;
  const accidents = createAccidents(plan.accidents, stage);
  const refusals = new Map<string, number>();
  let requests = 0;

  /** Settles with the code that refused it, or null. What is none of our codes is a problem. */
  async function attempt(work: () => Promise<unknown>): Promise<string | null> {
    try {
      await work();
      return null;
    } catch (error) {
      if (!(error instanceof LaptopRefusal)) throw error;
      refusals.set(error.code, (refusals.get(error.code) ?? 0) + 1);
      return error.code;
    }
  }

  /** The laptop's program runs and, where people are to be enrolled, its vault is open. */
  async function attend(isOpen: boolean): Promise<void> {
    if (laptop.isRunning) return;
    await laptop.start();
    if (isOpen) await laptop.unlock();
  }

  async function look(): Promise<readonly string[]> {
    if (accidents.isLaptopFull) return [];
    let view: LaptopView | undefined;
    const code = await attempt(async () => {
      view = await laptop.look(false);
    });
    if (view === undefined)
      return code === KILLED ? [] : [`it can’t be looked at: ${String(code)}`];
    // The server may be down in the middle of things; what is not seen now is seen at the end.
    const server = await viewServer(world, view.deviceId).catch(() => null);
    return server === null ? [] : judgeReceived(view, server);
  }

  async function whileThingsGoWrong(): Promise<readonly string[]> {
    const isOpen = plan.enrolBefore + plan.enrolMeanwhile > 0;
    await attend(isOpen);
    if (plan.enrolBefore > 0) await laptop.enrol(plan.enrolBefore, seed);
    const random = randomFor(seed, 'wire');
    world.proxy.treat((number) => {
      requests = number;
      accidents.onRequest(number);
      return drawFault(random, plan.wireFaults, plan.rate);
    });
    const codes: (string | null)[] = [];
    const problems: string[] = [];
    for (let tries = 0; tries < plan.attempts; tries++) {
      await attempt(() => attend(isOpen));
      const enrols = tries === 0 ? plan.enrolMeanwhile : 0;
      const both = [attempt(() => laptop.sync())];
      if (enrols > 0) both.push(attempt(() => laptop.enrol(enrols, seed + 1)));
      codes.push(...(await Promise.all(both)));
      await accidents.happened();
      problems.push(...(await look()));
      // An outage lasts as long as one attempt.
      if (tries % 2 === 0) await accidents.mend();
    }
    return [...problems, ...uncoded(codes)];
  }

  /** Tries until nothing is left, whatever the clocks say. */
  async function drain(): Promise<readonly string[]> {
    let code: string | null = null;
    let left = 1;
    for (let tries = 0; tries < QUIET_ATTEMPTS && (code !== null || left > 0); tries++) {
      code = await attempt(() => laptop.sync());
      const { records, waitingPhotos } = await laptop.look(false);
      left = records.filter(({ state }) => state !== 'received').length + waitingPhotos;
    }
    const problems = code === null ? [] : [`it does not go through when all is quiet: ${code}`];
    return left === 0 ? problems : [...problems, `${String(left)} records are still not delivered`];
  }

  async function whenAllIsQuiet(): Promise<readonly string[]> {
    world.proxy.treat(() => ({ type: 'none' }));
    await accidents.mend();
    await attend(false);
    const problems = [...(await drain())];
    await world.proxy.settled();
    // A lease is judged by the later of the laptop's clock and what the server last said: both are right from here on.
    await accidents.setClocksRight();
    const heard = await attempt(() => laptop.sync());
    if (heard !== null) problems.push(`nothing is heard when clocks are right: ${heard}`);
    await laptop.unlock();
    await laptop.enrol(1, seed + 2);
    const after = await attempt(() => laptop.sync());
    if (after !== null) problems.push(`work does not go on: ${after}`);
    const view = await laptop.look(true);
    const server = await viewServer(world, view.deviceId);
    return [
      ...problems,
      ...judgeDrained(view, server, stage.acknowledged, stage.acknowledgedPhotos),
    ];
  }

  return { accidents, refusals, requests: () => requests, whileThingsGoWrong, whenAllIsQuiet };
}

function uncoded(codes: readonly (string | null)[]): readonly string[] {
  return codes
    .filter((code) => code !== null && code !== KILLED && !isErrorCode(code))
    .map((code) => `an error without a code: ${String(code)}`);
}
