import type { BackupSource } from '../../../shared/backup/backup-reader.ts';
import { FieldsealError } from '../../../shared/errors/fieldseal-error.ts';

/** A file of the host, read piece by piece. */
export function sourceOfBlob(file: Blob): BackupSource {
  return {
    size: file.size,
    async read(start, end) {
      try {
        return new Uint8Array(await file.slice(start, end).arrayBuffer());
      } catch (cause) {
        // The stick was pulled out, or the file was changed since it was chosen.
        throw new FieldsealError('shell.file-failed', {}, cause);
      }
    },
  };
}
