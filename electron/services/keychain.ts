import fs from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { FieldsealError } from '../../shared/errors/fieldseal-error.ts';
import { fromBase64Url, toBase64Url } from '../../shared/encoding/bytes.ts';
import { readTextIfPresent, writeFileAtomically } from './atomic-file.ts';

/** The operating system's cipher whose key sits in its keychain (Electron's `safeStorage`, async). */
export interface SecretCipher {
  isAvailable(): Promise<boolean>;
  /** Name of what keeps the key: `gnome_libsecret`, `kwallet6`, `basic_text`, `dpapi`, `keychain`. */
  backend(): string;
  encrypt(text: string): Promise<Uint8Array>;
  decrypt(sealed: Uint8Array): Promise<{ readonly text: string; readonly isStale: boolean }>;
}

/** Secrets of this app on this laptop, under the operating system's keychain. */
export interface Keychain {
  isAvailable(): Promise<boolean>;
  /** The secret, or null where none was ever written. @throws FieldsealError `shell.keychain-*`. */
  read(name: string): Promise<string | null>;
  /** Writes or replaces. @throws FieldsealError `shell.keychain-unavailable`. */
  write(name: string, secret: string): Promise<void>;
  /** Deletes every secret, those that do not open too. */
  forgetAll(): Promise<void>;
}

const NAME = /^[a-z0-9][a-z0-9-]{0,100}$/u;
/** Chromium's fallback: a key that is the same on every machine, hence no secret at all. */
const PLAIN_TEXT_BACKENDS = new Set(['basic_text', 'unknown', '']);

const Entry = z.object({
  version: z.literal(1),
  backend: z.string(),
  sealed: z.string(),
});

/**
 * A keychain of files in `folder`, one per secret. An entry that does not open is never deleted or replaced:
 * the usual cause is a desktop session whose keychain is another one today, and the entry opens again when the
 * user signs in the usual way.
 */
export function createKeychain(folder: string, cipher: SecretCipher): Keychain {
  async function isAvailable(): Promise<boolean> {
    return !PLAIN_TEXT_BACKENDS.has(cipher.backend()) && (await cipher.isAvailable());
  }

  async function requireAvailable(): Promise<void> {
    if (await isAvailable()) return;
    throw new FieldsealError('shell.keychain-unavailable', { backend: cipher.backend() });
  }

  async function write(name: string, secret: string): Promise<void> {
    await requireAvailable();
    const sealed = await cipher.encrypt(secret);
    const entry = { version: 1, backend: cipher.backend(), sealed: toBase64Url(sealed) } as const;
    await fs.mkdir(folder, { recursive: true, mode: 0o700 });
    await writeFileAtomically(
      fileOf(folder, name),
      JSON.stringify(entry satisfies z.input<typeof Entry>),
    );
  }

  async function read(name: string): Promise<string | null> {
    const content = await readTextIfPresent(fileOf(folder, name));
    if (content === null) return null;
    await requireAvailable();
    const entry = parseEntry(content);
    const opened = await cipher.decrypt(fromBase64Url(entry.sealed)).catch((cause: unknown) => {
      const details = { recorded: entry.backend, current: cipher.backend() };
      throw new FieldsealError('shell.keychain-mismatch', details, cause);
    });
    if (opened.isStale || entry.backend !== cipher.backend()) await write(name, opened.text);
    return opened.text;
  }

  return {
    isAvailable,
    read,
    write,
    forgetAll: () => fs.rm(folder, { recursive: true, force: true }),
  };
}

function fileOf(folder: string, name: string): string {
  if (!NAME.test(name))
    throw new RangeError('a keychain name is lower case letters, digits, hyphens');
  return path.join(folder, `${name}.json`);
}

function parseEntry(content: string): z.output<typeof Entry> {
  try {
    return Entry.parse(JSON.parse(content));
  } catch (cause) {
    throw new FieldsealError('shell.keychain-mismatch', { recorded: 'damaged' }, cause);
  }
}
