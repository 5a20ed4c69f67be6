import path from 'node:path';
import { FieldsealError } from '../../shared/errors/fieldseal-error.ts';
import type { ParsedRequest } from '../../shared/ipc/shell-calls.ts';
import { writeFileAtomically } from './atomic-file.ts';

/** Readable for others: a stick is read on another machine, by another account. What is secret is sealed. */
const READABLE = 0o644;

/** The system's save dialog: the chosen path, or null when the user cancelled. */
export type ChooseSavePath = (suggestion: {
  readonly name: string;
  readonly extension: string;
}) => Promise<string | null>;

/**
 * Saves where the user says, whole or not at all; false when the user cancelled. The path stays in this process:
 * a page learns no folder names.
 * @throws FieldsealError `shell.file-failed` with the file system's code (ENOSPC, EACCES …).
 */
export async function saveFile(
  choosePath: ChooseSavePath,
  request: ParsedRequest<'saveFile'>,
): Promise<boolean> {
  const extension = path.extname(request.suggestedName).slice(1);
  const chosen = await choosePath({ name: request.suggestedName, extension });
  if (chosen === null) return false;
  try {
    await writeFileAtomically(chosen, request.bytes, READABLE);
    return true;
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code ?? 'UNKNOWN';
    throw new FieldsealError('shell.file-failed', { code }, cause);
  }
}
