import fs from 'node:fs';
import path from 'node:path';

export type LogLevel = 'info' | 'warn' | 'error';

/** The only things a line may tell. None can hold a registrant's data; each is cut to its pattern besides. */
export interface LogFields {
  readonly call?: string | undefined;
  readonly code?: string | undefined;
  readonly error?: string | undefined;
  readonly event?: string | undefined;
  readonly origin?: string | undefined;
  readonly permission?: string | undefined;
  readonly reason?: string | undefined;
  readonly version?: string | undefined;
}

export interface Logger {
  log(level: LogLevel, message: string, fields?: LogFields): void;
}

const FIELD_NAMES = [
  'call',
  'code',
  'error',
  'event',
  'origin',
  'permission',
  'reason',
  'version',
] as const satisfies readonly (keyof LogFields)[];
/** Identifiers, codes and origins look like this; names of people, phrases and addresses do not. */
const SAFE_VALUE = /^[\w.:/-]{1,80}$/u;
const REDACTED = '[redacted]';
const MAX_FILE_BYTES = 1024 * 1024;

/** One line of JSON. Fields of other names are left out, values of another shape replaced. */
export function formatLine(
  time: Date,
  level: LogLevel,
  message: string,
  fields: LogFields,
): string {
  const told: Record<string, string> = { time: time.toISOString(), level, message };
  for (const name of FIELD_NAMES) {
    const value = fields[name];
    if (value !== undefined) told[name] = SAFE_VALUE.test(value) ? value : REDACTED;
  }
  return `${JSON.stringify(told)}\n`;
}

/**
 * Logs to `folder`/fieldseal.log; at one mebibyte the file becomes fieldseal.old.log, so that the two never
 * grow further. Synchronous: lines are few, and the last before a crash matters most. A disk that refuses the
 * line does not stop the app.
 */
export function createFileLogger(folder: string): Logger {
  const file = path.join(folder, 'fieldseal.log');
  return {
    log(level, message, fields = {}) {
      try {
        fs.mkdirSync(folder, { recursive: true, mode: 0o700 });
        if ((fs.statSync(file, { throwIfNoEntry: false })?.size ?? 0) >= MAX_FILE_BYTES) {
          fs.renameSync(file, path.join(folder, 'fieldseal.old.log'));
        }
        fs.appendFileSync(file, formatLine(new Date(), level, message, fields), { mode: 0o600 });
      } catch {
        // A full disk is told to the user where data is saved; a log line is not worth a second message.
      }
    },
  };
}

/** The class of anything thrown, for a log: never its text. */
export function errorName(error: unknown): string {
  return error instanceof Error ? error.name : typeof error;
}
