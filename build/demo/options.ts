import path from 'node:path';
import { parseArgs } from 'node:util';
import { ROOT } from '../lib/paths.ts';

const DEFAULT_COUNT = 200;
const DEFAULT_SEED = 2026;

/** What the demonstration is asked to do. */
export interface DemoOptions {
  /** A FEBRL file, or null for the project's own made-up people. */
  readonly peopleFile: string | null;
  /** How many to enrol; null takes all of the file. */
  readonly count: number | null;
  readonly seed: number;
  /** Folder for screenshots; made when absent. */
  readonly outFolder: string;
}

/** @throws Error with the usage for anything unknown. */
export function parseOptions(args: readonly string[]): DemoOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      people: { type: 'string' },
      count: { type: 'string' },
      seed: { type: 'string' },
      out: { type: 'string', default: 'demo-output' },
    },
  });
  const peopleFile = values.people === undefined ? null : path.resolve(ROOT, values.people);
  const count =
    values.count === undefined
      ? peopleFile === null
        ? DEFAULT_COUNT
        : null
      : wholeNumber('--count', values.count, 3);
  return {
    peopleFile,
    count,
    seed: values.seed === undefined ? DEFAULT_SEED : wholeNumber('--seed', values.seed, 0),
    outFolder: path.resolve(ROOT, values.out),
  };
}

/** Three are the least: they are enrolled through the screens. */
function wholeNumber(name: string, text: string, least: number): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < least) {
    throw new Error(`${name} takes a whole number from ${String(least)} on, not ${text}.`);
  }
  return value;
}
