/** What a seed decides: how much there is to deliver, what the line does, and what else happens when. */
import type { SeededRandom } from '../../fixtures/people/random.ts';
import { randomFor } from '../random-for.ts';
import type { Stock } from './prepare-node.ts';
import { WIRE_FAULTS, type WireFaultName } from './wire-faults.ts';

/** `node`: the vault in a Node process over a store on disk. `chromium`: the app in a real browser. */
export const CLIENTS = ['node', 'chromium'] as const;
export type Client = (typeof CLIENTS)[number];

export const ACCIDENTS = [
  'kill-laptop',
  'kill-server',
  'stop-server',
  'crash-database',
  'restart-database',
  'fill-server-disk',
  'fill-laptop-disk',
  'laptop-clock',
  'server-clock',
] as const;
export type AccidentName = (typeof ACCIDENTS)[number];

/** Something that befalls a machine, so many milliseconds after the nth request of the run has come. */
export interface Accident {
  readonly type: AccidentName;
  readonly atRequest: number;
  readonly delayMs: number;
  /** Of clocks: by how many days. */
  readonly days: number;
}

export interface SyncPlan {
  readonly client: Client;
  readonly stock: Stock;
  /** People enrolled before anything is sent, and again while the first is sent. */
  readonly enrolBefore: number;
  readonly enrolMeanwhile: number;
  readonly wireFaults: readonly WireFaultName[];
  /** Share of requests that something happens to. */
  readonly rate: number;
  readonly accidents: readonly Accident[];
  /** So often the laptop tries while things go wrong. */
  readonly attempts: number;
}

const CHROMIUM_SHARE = 0.1;
const MOST_ACCIDENTS = 3;
const MOST_FAULTS = 4;
const LAST_REQUEST = 14;
const LONGEST_DELAY_MS = 120;
const MOST_YEARS = 12;
const DAYS_OF_A_YEAR = 365;

/** The plan of a seed; `client` overrides what it draws. */
export function drawPlan(seed: number, client?: Client): SyncPlan {
  const random = randomFor(seed, 'sync');
  const drawn = random.chance(CHROMIUM_SHARE) ? 'chromium' : 'node';
  const chosen = client ?? drawn;
  return {
    client: chosen,
    stock: random.chance(0.4) ? 'many' : 'few',
    enrolBefore: random.between(0, 3),
    enrolMeanwhile: random.between(0, 2),
    wireFaults: random.chance(0.15) ? [] : drawSome(random, WIRE_FAULTS, MOST_FAULTS),
    // A browser waits out its back-off in real seconds, a laptop in Node a fiftieth of them.
    rate: (chosen === 'node' ? random.between(10, 60) : random.between(4, 16)) / 100,
    accidents: drawAccidents(random, chosen),
    attempts: chosen === 'node' ? random.between(2, 5) : 2,
  };
}

function drawAccidents(random: SeededRandom, client: Client): readonly Accident[] {
  // A browser's calendar is the machine's, which other work needs.
  const names = ACCIDENTS.filter((name) => client === 'node' || name !== 'laptop-clock');
  return drawSome(random, names, random.between(0, MOST_ACCIDENTS)).map((type) => ({
    type,
    atRequest: random.between(1, LAST_REQUEST),
    delayMs: random.between(0, LONGEST_DELAY_MS),
    days: random.between(1, MOST_YEARS * DAYS_OF_A_YEAR) * (random.chance(0.5) ? 1 : -1),
  }));
}

function drawSome<T>(random: SeededRandom, from: readonly T[], most: number): readonly T[] {
  const count = most === 0 ? 0 : random.between(1, most);
  const left = [...from];
  const drawn: T[] = [];
  while (drawn.length < count && left.length > 0) {
    const [one] = left.splice(random.between(0, left.length - 1), 1);
    if (one !== undefined) drawn.push(one);
  }
  return drawn;
}
