import path from 'node:path';
import type { ServerConfig } from '../config.ts';
import { openFolderStore } from './folder-store.ts';
import type { ObjectStore } from './object-store.ts';

/** The store that the configuration names: a bucket, or a folder beside the database. */
export async function openObjectStore({
  dataFolder,
  objects,
}: Pick<ServerConfig, 'dataFolder' | 'objects'>): Promise<ObjectStore> {
  if (objects === undefined) return openFolderStore(path.join(dataFolder, 'objects'));
  // Loaded where it is used: no other server pays for the library in memory and time to start.
  const { openS3Store } = await import('./s3-store.ts');
  return openS3Store(objects);
}
