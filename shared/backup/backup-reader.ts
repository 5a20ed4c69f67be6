import { sha256, unwrapBytes } from '../crypto/index.ts';
import { equalBytes, toHex, type Bytes } from '../encoding/bytes.ts';
import { decodeCbor } from '../encoding/cbor.ts';
import { FieldsealError } from '../errors/fieldseal-error.ts';
import {
  BACKUP_MAGIC,
  LARGEST_HEADER,
  parseBackupHeader,
  type BackupHeader,
} from './backup-header.ts';
import { backupChunkKey } from './backup-key.ts';
import { chunkAad } from './backup-writer.ts';

/** Sealed bytes of one chunk at most; a foreign file must not fill the memory. */
const LARGEST_CHUNK = 64 * 1024 * 1024;
const LENGTH_BYTES = 4;

/** A file that is read piece by piece. */
export interface BackupSource {
  readonly size: number;
  /** Bytes from `start` up to `end` (exclusive), fewer at the end of the file. */
  read(start: number, end: number): Promise<Bytes>;
}

/** A backup whose front was read. Nothing of it is verified before a chunk has opened. */
export interface BackupFile {
  readonly source: BackupSource;
  readonly header: BackupHeader;
  /** SHA-256 of the header, hex: names the very file. */
  readonly headHash: string;
  readonly hash: Bytes;
  readonly firstChunkAt: number;
}

export interface BackupChunk {
  readonly items: readonly unknown[];
  readonly index: number;
  readonly isLast: boolean;
  /** Bytes of the file up to the end of this chunk. */
  readonly bytesRead: number;
}

/** Reads the chunks in order; null after the last. */
export interface BackupReader {
  next(): Promise<BackupChunk | null>;
  /** Goes past a chunk without opening it; false where the file has none there. */
  skip(): Promise<boolean>;
}

/** @throws FieldsealError `backup.not-a-backup`, `backup.truncated`, `backup.newer`, `backup.damaged`. */
export async function openBackupFile(source: BackupSource): Promise<BackupFile> {
  const magic = await source.read(0, BACKUP_MAGIC.length);
  if (!equalBytes(magic, BACKUP_MAGIC)) throw new FieldsealError('backup.not-a-backup');
  const { part, end } = await readPart(source, BACKUP_MAGIC.length, LARGEST_HEADER, 'header');
  const hash = sha256(part);
  return {
    source,
    header: parseBackupHeader(part),
    headHash: toHex(hash),
    hash,
    firstChunkAt: end,
  };
}

/**
 * A reader of an opened file's chunks. Every chunk is verified as it is opened.
 * @throws FieldsealError by `next`: `backup.truncated` where the file was cut, `backup.damaged` where anything
 * in it was changed, reordered, added or comes from another backup.
 */
export async function createBackupReader(
  file: BackupFile,
  backupKey: Bytes,
): Promise<BackupReader> {
  const key = await backupChunkKey(backupKey, file.header.backupId);
  const { source } = file;
  let at = file.firstChunkAt;
  let index = 0;
  let isEnded = false;

  async function open(part: Bytes, isLast: boolean): Promise<Bytes | null> {
    try {
      return await unwrapBytes(key, part, chunkAad(file.hash, index, isLast));
    } catch {
      return null;
    }
  }

  return {
    async next() {
      if (isEnded) return null;
      if (at >= source.size) throw new FieldsealError('backup.truncated');
      const { part, end } = await readPart(source, at, LARGEST_CHUNK, 'chunk');
      const isLast = end === source.size;
      const plain = await open(part, isLast);
      if (plain === null) {
        // A whole chunk that is not the last one stands at the end: the rest was cut off.
        const isCut = isLast && (await open(part, false)) !== null;
        throw isCut
          ? new FieldsealError('backup.truncated')
          : new FieldsealError('backup.damaged', { part: 'chunk', index });
      }
      const items = itemsOf(plain, index);
      plain.fill(0);
      const chunk = { items, index, isLast, bytesRead: end };
      at = end;
      index += 1;
      isEnded = isLast;
      return chunk;
    },
    async skip() {
      if (at >= source.size) return false;
      const length = await readLength(source, at, LARGEST_CHUNK, 'chunk');
      at += LENGTH_BYTES + length;
      index += 1;
      return true;
    },
  };
}

function itemsOf(plain: Bytes, index: number): readonly unknown[] {
  const items = decodeCbor(plain);
  if (!Array.isArray(items)) throw new FieldsealError('backup.damaged', { part: 'chunk', index });
  return items as readonly unknown[];
}

async function readPart(
  source: BackupSource,
  at: number,
  largest: number,
  part: string,
): Promise<{ readonly part: Bytes; readonly end: number }> {
  const length = await readLength(source, at, largest, part);
  const start = at + LENGTH_BYTES;
  const end = start + length;
  if (end > source.size) throw new FieldsealError('backup.truncated');
  return { part: await source.read(start, end), end };
}

async function readLength(
  source: BackupSource,
  at: number,
  largest: number,
  part: string,
): Promise<number> {
  const bytes = await source.read(at, at + LENGTH_BYTES);
  if (bytes.length < LENGTH_BYTES) throw new FieldsealError('backup.truncated');
  const length = new DataView(bytes.buffer).getUint32(0);
  if (length > largest) throw new FieldsealError('backup.damaged', { part });
  return length;
}
