import fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { pino } from 'pino';
import { createMetrics } from '../metrics/metrics.ts';
import { openFolderStore } from '../objects/folder-store.ts';
import type { ObjectStore } from '../objects/object-store.ts';
import { watchStore } from '../objects/watched-store.ts';

/** A folder store as the server has it, which can be taken away for a while. */
export interface BreakableStore {
  readonly objects: ObjectStore;
  readonly folder: string;
  /** Does `work` while no call is answered. */
  whileDown<T>(work: () => Promise<T>): Promise<T>;
  /** Addresses of all that is stored, sorted. */
  addresses(): Promise<readonly string[]>;
  remove(): Promise<void>;
}

export async function openBreakableStore(): Promise<BreakableStore> {
  const folder = await fs.mkdtemp(path.join(os.tmpdir(), 'fieldseal-objects-'));
  const store = await openFolderStore(folder);
  let isDown = false;
  const unlessDown = async <T>(work: () => Promise<T>): Promise<T> => {
    if (isDown) throw Object.assign(new Error('no answer'), { code: 'ECONNREFUSED' });
    return work();
  };
  const breakable: ObjectStore = {
    put: (address, bytes) => unlessDown(() => store.put(address, bytes)),
    get: (address) => unlessDown(() => store.get(address)),
    delete: (address) => unlessDown(() => store.delete(address)),
    list: () => store.list(),
    dropUnfinished: (before) => unlessDown(() => store.dropUnfinished(before)),
    ping: () => unlessDown(() => store.ping()),
    claim: (mark) => unlessDown(() => store.claim(mark)),
  };
  return {
    objects: watchStore(breakable, pino({ level: 'silent' }), createMetrics()),
    folder,
    async whileDown(work) {
      isDown = true;
      try {
        return await work();
      } finally {
        isDown = false;
      }
    },
    async addresses() {
      const found: string[] = [];
      for await (const { address } of store.list()) found.push(address);
      return found.sort();
    },
    remove: () => fs.rm(folder, { recursive: true }),
  };
}
