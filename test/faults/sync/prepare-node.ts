/** Laptops in Node that runs are copied from, and the database that goes with them. */
import fs from 'node:fs';
import path from 'node:path';
import { createNodeLaptop, type NodeLaptop } from './node-laptop.ts';
import type { SyncWorld } from './sync-world.ts';

/** Records that wait: a batch that goes in one request, and one that goes in pieces. */
export const RECORDS = { few: 9, many: 60 } as const;
export type Stock = keyof typeof RECORDS;

const SEED = 4;

/** A laptop that is set up and holds records that wait for delivery. */
export interface PreparedLaptop {
  readonly template: string;
  readonly appFolder: string;
  readonly operatorId: string;
  readonly plantedFault: string | undefined;
  readonly stocks: Readonly<Record<Stock, PreparedStock>>;
}

export interface PreparedStock {
  readonly folder: string;
  readonly recordIds: readonly string[];
  /** Hashes of the photos among them. */
  readonly photos: readonly string[];
}

const TEMPLATE = 'template_node';

export async function prepareNodeLaptop(
  world: SyncWorld,
  plantedFault?: string,
): Promise<PreparedLaptop> {
  const people = await world.begin('');
  const codeOf = (role: string): string => people.find((one) => one.role === role)?.code ?? '';
  const saved: string[] = [];
  const photos: string[] = [];
  const laptopIn = (folder: string, operatorId: string): NodeLaptop =>
    createNodeLaptop({
      folder: path.join(world.folder, folder),
      url: world.proxy.url,
      clockFile: '',
      operatorId,
      onSaved: (recordId, photo) => {
        saved.push(recordId);
        if (photo !== null) photos.push(photo);
      },
    });
  const office = laptopIn('office', '');
  const first = laptopIn('few', '');
  await office.start();
  await office.tell({ order: 'set-up', code: codeOf('administrator') });
  await first.start();
  const operatorId = String(await first.tell({ order: 'set-up', code: codeOf('enumerator') }));
  await office.tell({ order: 'approve' });
  await first.tell({ order: 'accept' });
  await office.kill();
  await first.enrol(RECORDS.few, SEED);
  await first.kill();
  const few = {
    folder: path.join(world.folder, 'few'),
    recordIds: [...saved],
    photos: [...photos],
  };

  const many = path.join(world.folder, 'many');
  fs.cpSync(few.folder, many, { recursive: true });
  const second = laptopIn('many', operatorId);
  await second.start();
  await second.unlock();
  await second.enrol(RECORDS.many - RECORDS.few, SEED + 1);
  await second.kill();
  await world.keepAs(TEMPLATE);
  return {
    template: TEMPLATE,
    appFolder: '',
    operatorId,
    plantedFault,
    stocks: { few, many: { folder: many, recordIds: [...saved], photos: [...photos] } },
  };
}
