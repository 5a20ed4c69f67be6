/** A laptop whose vault runs in a Node process over a store on disk: quick enough for a thousand runs. */
import { fork, type ChildProcess } from 'node:child_process';
import path from 'node:path';
import type { LaptopAnswer, LaptopOrder, LaptopView } from './laptop-messages.ts';
import { KILLED, LaptopRefusal, type SyncLaptop } from './sync-laptop.ts';

const PROGRAM = path.join(import.meta.dirname, 'laptop-process.ts');
const CLOCK = path.join(import.meta.dirname, 'shifted-clock.mjs');
const PLANT = path.join(import.meta.dirname, 'plant-sync-fault.ts');

export interface NodeLaptopOptions {
  /** Its disk. */
  readonly folder: string;
  readonly url: string;
  /** Says by how many milliseconds its clock is off. */
  readonly clockFile: string;
  readonly operatorId: string;
  /** A mistake that its vault has; none when absent. */
  readonly plantedFault?: string | undefined;
  readonly onSaved: (recordId: string, photo: string | null) => void;
}

/** A laptop that can also be told what only the preparation needs. */
export interface NodeLaptop extends SyncLaptop {
  tell(order: LaptopOrder): Promise<unknown>;
}

interface Waiting {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: LaptopRefusal) => void;
}

export function createNodeLaptop(options: NodeLaptopOptions): NodeLaptop {
  let child: ChildProcess | null = null;
  let lastId = 0;
  const waiting = new Map<number, Waiting>();

  function tell(order: LaptopOrder): Promise<unknown> {
    return new Promise((resolve, reject) => {
      if (child === null) {
        reject(new LaptopRefusal(KILLED));
        return;
      }
      lastId += 1;
      waiting.set(lastId, { resolve, reject });
      child.send({ id: lastId, order });
    });
  }

  function hear(answer: LaptopAnswer): void {
    if (answer.type === 'saved') {
      options.onSaved(answer.recordId, answer.photo);
      return;
    }
    const asked = waiting.get(answer.id);
    waiting.delete(answer.id);
    if (answer.type === 'answer') asked?.resolve(answer.value);
    else asked?.reject(new LaptopRefusal(answer.code));
  }

  return {
    tell,
    get isRunning() {
      return child !== null;
    },
    async start() {
      const started = fork(PROGRAM, [options.folder, options.url], {
        execArgv: ['--import', CLOCK, '--import', PLANT],
        env: {
          ...process.env,
          FIELDSEAL_CLOCK_FILE: options.clockFile,
          FIELDSEAL_PLANTED_FAULT: options.plantedFault ?? '',
        },
        serialization: 'advanced',
      });
      child = started;
      started.on('message', hear);
      started.once('exit', () => {
        if (child !== started) return;
        child = null;
        for (const { reject } of waiting.values()) reject(new LaptopRefusal(KILLED));
        waiting.clear();
      });
      await tell({ order: 'open' });
    },
    async unlock() {
      await tell({ order: 'unlock', operatorId: options.operatorId });
    },
    async enrol(count, seed) {
      await tell({ order: 'enrol', count, seed });
    },
    async sync() {
      await tell({ order: 'sync' });
    },
    look: async (withAudit) => (await tell({ order: 'look', withAudit })) as LaptopView,
    async kill() {
      const running = child;
      if (running === null) return;
      await new Promise<void>((resolve) => {
        running.once('exit', () => {
          resolve();
        });
        running.kill('SIGKILL');
      });
    },
  };
}
