import fs from 'node:fs';
import path from 'node:path';
import { Readable } from 'node:stream';
import { mimeTypeOf } from './mime-types.ts';

/** One file of the app's bundle. */
export interface BundleFile {
  readonly mimeType: string;
  readonly size: number;
  /** Bytes from `start` to `end`, both included. */
  stream(start: number, end: number): ReadableStream<Uint8Array>;
  text(): Promise<string>;
}

/** The bundle's files by URL path. A path that is not a key does not exist, however it is spelt. */
export type Bundle = ReadonlyMap<string, BundleFile>;

/**
 * Files that are the browser host's alone: the shell is always there offline, and a service worker's cache
 * would show the old app after an update.
 */
const BROWSER_ONLY = new Set(['/service-worker.js']);

/**
 * Lists a folder once. Reading the list at start is what makes traversal impossible: a request is looked
 * up in it and never turned into a path.
 * @throws Error when the folder holds no index.html: the app was not built.
 */
export function readBundle(folder: string): Bundle {
  const bundle = new Map<string, BundleFile>();
  for (const entry of fs.readdirSync(folder, { recursive: true, withFileTypes: true })) {
    // Symbolic links are no files here: they could lead out of the folder.
    if (!entry.isFile()) continue;
    const file = path.join(entry.parentPath, entry.name);
    const url = `/${path.relative(folder, file).split(path.sep).join('/')}`;
    const mimeType = mimeTypeOf(path.extname(entry.name));
    if (mimeType === undefined || entry.name.startsWith('.') || BROWSER_ONLY.has(url)) continue;
    bundle.set(url, bundleFile(file, mimeType));
  }
  if (!bundle.has('/index.html')) throw new Error('The bundle holds no index.html.');
  return bundle;
}

function bundleFile(file: string, mimeType: string): BundleFile {
  return {
    mimeType,
    size: fs.statSync(file).size,
    stream: (start, end) =>
      Readable.toWeb(fs.createReadStream(file, { start, end })) as ReadableStream<Uint8Array>,
    text: () => fs.promises.readFile(file, 'utf8'),
  };
}
