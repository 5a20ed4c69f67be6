/** What one run plays on: a laptop of its own over a copy of a prepared one, and the server as it was then. */
import fs from 'node:fs';
import path from 'node:path';
import { mountSmallDisk } from '../small-disk.ts';
import type { Stage } from './accidents.ts';
import { copyProfile } from '../laptop.ts';
import { createChromiumLaptop } from './chromium-laptop.ts';
import { createNodeLaptop } from './node-laptop.ts';
import type { PreparedBrowser } from './prepare-chromium.ts';
import type { PreparedLaptop } from './prepare-node.ts';
import type { SyncLaptop } from './sync-laptop.ts';
import type { Client, SyncPlan } from './sync-plan.ts';
import type { SyncWorld } from './sync-world.ts';

const NODE_DISK_MEGABYTES = 48;
const PROFILE_DISK_MEGABYTES = 96;

export interface SyncStage extends Stage {
  readonly folder: string;
  /** Every record that was ever said to be saved. */
  readonly acknowledged: readonly string[];
  /** The photos among them, by hash. */
  readonly acknowledgedPhotos: readonly string[];
  /** The laptop is ended; what is on its disk may be kept. */
  end(isKept: boolean): Promise<void>;
}

export type StageMaker = (seed: number, plan: SyncPlan) => Promise<SyncStage>;

/** What is started from, for each kind of laptop. */
export interface Prepared {
  readonly node?: PreparedLaptop | undefined;
  readonly chromium?: PreparedBrowser | undefined;
}

/** Stages over prepared laptops. @throws Error for a kind that was not prepared. */
export function stagesOver(world: SyncWorld, prepared: Prepared): StageMaker {
  return async (seed, plan) => {
    const { stocks, template, appFolder } = prepared[plan.client] ?? notPrepared(plan.client);
    const stock = stocks[plan.stock];
    await world.returnTo(template, appFolder);
    const folder = path.join(world.folder, `run-${String(seed)}`);
    const needsDisk = plan.accidents.some(({ type }) => type === 'fill-laptop-disk');
    const megabytes = plan.client === 'node' ? NODE_DISK_MEGABYTES : PROFILE_DISK_MEGABYTES;
    const mounted = needsDisk ? mountSmallDisk(`${folder}-disk`, megabytes) : '';
    const laptopDisk = typeof mounted === 'string' ? null : mounted;
    const store = path.join(laptopDisk?.folder ?? folder, 'store');
    fs.mkdirSync(folder, { recursive: true });
    copyProfile(stock.folder, store);
    const laptopClockFile = path.join(folder, 'clock');
    fs.writeFileSync(laptopClockFile, '0');
    const acknowledged = [...stock.recordIds];
    const acknowledgedPhotos = [...stock.photos];
    const onSaved = (recordId: string, photo: string | null): void => {
      acknowledged.push(recordId);
      if (photo !== null) acknowledgedPhotos.push(photo);
    };
    const laptop = laptopOf(prepared, plan.client, {
      url: world.proxy.url,
      clockFile: laptopClockFile,
      store,
      onSaved,
    });
    return {
      world,
      laptop,
      laptopDisk,
      laptopClockFile,
      folder,
      acknowledged,
      acknowledgedPhotos,
      async end(isKept) {
        await laptop.kill();
        if (isKept && laptopDisk !== null) copyProfile(store, path.join(folder, 'store'));
        laptopDisk?.remove();
        if (!isKept) fs.rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
      },
    };
  };
}

interface Surroundings {
  readonly url: string;
  readonly clockFile: string;
  readonly store: string;
  readonly onSaved: (recordId: string, photo: string | null) => void;
}

function laptopOf(
  { node, chromium }: Prepared,
  client: Client,
  { url, clockFile, store, onSaved }: Surroundings,
): SyncLaptop {
  if (client === 'node') {
    const { operatorId, plantedFault } = node ?? notPrepared(client);
    return createNodeLaptop({ folder: store, url, clockFile, operatorId, plantedFault, onSaved });
  }
  const { signIn, areaIds } = chromium ?? notPrepared(client);
  const backend = 'leveldb';
  return createChromiumLaptop({ profileFolder: store, url, backend, signIn, areaIds, onSaved });
}

function notPrepared(client: Client): never {
  throw new Error(`No laptop in ${client} was prepared.`);
}
