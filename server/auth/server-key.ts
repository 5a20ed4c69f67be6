import fs from 'node:fs/promises';
import path from 'node:path';
import {
  generateSigningSeed,
  importSigningSeed,
  zeroBytes,
  type SigningKey,
} from '../../shared/crypto/index.ts';
import { fromBase64Url, toBase64Url } from '../../shared/encoding/bytes.ts';

const FILE = 'server-signing-key';

/**
 * The server's signing key, from its file in the data folder; made at the first start, readable by the owner
 * only. It stands beside the database, not in it: who reads the tables must not be able to sign receipts.
 */
export async function loadServerKey(dataFolder: string): Promise<SigningKey> {
  const file = path.join(dataFolder, FILE);
  const known = await readIfThere(file);
  if (known !== undefined) return importSigningSeed(fromBase64Url(known.trim()));
  await fs.mkdir(dataFolder, { recursive: true, mode: 0o700 });
  const { seed, key } = await generateSigningSeed();
  try {
    // 'wx': of two servers that start at once, one makes the key and the other takes it.
    await fs.writeFile(file, toBase64Url(seed), { mode: 0o600, flag: 'wx', flush: true });
    return key;
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error;
    return await importSigningSeed(fromBase64Url((await fs.readFile(file, 'utf8')).trim()));
  } finally {
    zeroBytes(seed);
  }
}

async function readIfThere(file: string): Promise<string | undefined> {
  try {
    return await fs.readFile(file, 'utf8');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}

function codeOf(error: unknown): string | undefined {
  return (error as NodeJS.ErrnoException).code;
}
