import { sha256, wrapBytes } from '../crypto/index.ts';
import type { Bytes } from '../encoding/bytes.ts';
import { encodeCbor } from '../encoding/cbor.ts';
import { frame } from '../sync/framing.ts';
import { BACKUP_BINDING_VERSION, encodeBackupHeader, type BackupHeader } from './backup-header.ts';
import { backupChunkKey } from './backup-key.ts';

/** Writes one backup, part by part; the parts one after the other are the file. */
export interface BackupWriter {
  /** Magic and header. */
  readonly start: Bytes;
  /** The next chunk. Nothing may follow the last. @throws Error when something does. */
  chunk(items: readonly unknown[], isLast: boolean): Promise<Bytes>;
}

/** Begins a backup under its 32-byte key. The caller zeroes the key afterwards. */
export async function createBackupWriter(
  header: BackupHeader,
  backupKey: Bytes,
): Promise<BackupWriter> {
  const { head, file } = encodeBackupHeader(header);
  const headHash = sha256(head);
  const key = await backupChunkKey(backupKey, header.backupId);
  let index = 0;
  let isEnded = false;
  return {
    start: file,
    async chunk(items, isLast) {
      if (isEnded) throw new Error('the backup has its last chunk already');
      isEnded = isLast;
      const plain = encodeCbor(items);
      const aad = chunkAad(headHash, index, isLast);
      index += 1;
      const sealed = frame(await wrapBytes(key, plain, aad));
      plain.fill(0);
      return sealed;
    },
  };
}

/**
 * What a chunk is bound to (the STREAM construction's idea): the header, its place, and whether it is the last, so
 * that a cut, a reordering or a chunk of another backup shows.
 */
export function chunkAad(headHash: Bytes, index: number, isLast: boolean): Bytes {
  return encodeCbor(['fieldseal-backup-chunk', BACKUP_BINDING_VERSION, headHash, index, isLast]);
}
