/** Makes the accidents of a plan happen, each at its request. */
import fs from 'node:fs';
import type { SmallDisk } from '../small-disk.ts';
import type { SyncLaptop } from './sync-laptop.ts';
import type { Accident } from './sync-plan.ts';
import type { SyncWorld } from './sync-world.ts';

const DAY_MS = 86_400_000;
/** Processes look at their clock's file every 20 ms (`shifted-clock.mjs`). */
const CLOCK_SEEN_MS = 100;

export interface Stage {
  readonly world: SyncWorld;
  readonly laptop: SyncLaptop;
  readonly laptopDisk: SmallDisk | null;
  readonly laptopClockFile: string;
}

export interface Accidents {
  /** Told of each request by its number. */
  onRequest(number: number): void;
  /** Settles when what was begun has happened. */
  happened(): Promise<void>;
  /** While its disk is full a browser's store can't even be opened to be looked at. */
  readonly isLaptopFull: boolean;
  /** Those that have begun. */
  readonly begun: readonly Accident[];
  /** Puts right what nobody can work without: disks, programs that do not run. Clocks stay as they are. */
  mend(): Promise<void>;
  /** Somebody sets the clocks; settles when every process has seen it. */
  setClocksRight(): Promise<void>;
}

export function createAccidents(plan: readonly Accident[], stage: Stage): Accidents {
  const { world, laptop, laptopDisk, laptopClockFile } = stage;
  const begun: Accident[] = [];
  let isLaptopFull = false;
  let last: Promise<unknown> = Promise.resolve();

  async function happen({ type, days }: Accident): Promise<void> {
    switch (type) {
      case 'kill-laptop':
        return laptop.kill();
      case 'kill-server':
        return world.killServer();
      case 'stop-server':
        return world.stopServer();
      case 'crash-database':
        return world.restartDatabase('immediate');
      case 'restart-database':
        return world.restartDatabase('fast');
      case 'fill-server-disk':
        world.disk?.fill();
        return;
      case 'fill-laptop-disk':
        isLaptopFull = true;
        laptopDisk?.fill();
        return;
      case 'laptop-clock':
        fs.writeFileSync(laptopClockFile, String(days * DAY_MS));
        return;
      case 'server-clock':
        world.setClock(days * DAY_MS);
        return;
    }
  }

  return {
    begun,
    get isLaptopFull() {
      return isLaptopFull;
    },
    onRequest(number) {
      for (const accident of plan) {
        if (accident.atRequest !== number) continue;
        begun.push(accident);
        const due = pause(accident.delayMs);
        // One after the other: a server that is being started must not be ended by the next in the middle.
        last = last.then(() => due).then(() => happen(accident));
      }
    },
    async happened() {
      await last;
    },
    async mend() {
      await last;
      laptopDisk?.free();
      isLaptopFull = false;
      await world.mend();
    },
    async setClocksRight() {
      fs.writeFileSync(laptopClockFile, '0');
      world.setClock(0);
      await pause(CLOCK_SEEN_MS);
    },
  };
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
