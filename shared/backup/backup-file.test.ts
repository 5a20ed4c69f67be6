import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { importAeadKey, randomBytes, randomId } from '../crypto/index.ts';
import { concatBytes, copyBytes, type Bytes } from '../encoding/bytes.ts';
import { encodeCbor } from '../encoding/cbor.ts';
import { frame } from '../sync/framing.ts';
import { BACKUP_MAGIC, type BackupHeader, type BackupSlot } from './backup-header.ts';
import { makePassphraseSlot, makeVaultSlot, openByPassphrase, openByVault } from './backup-key.ts';
import { createBackupReader, openBackupFile, type BackupSource } from './backup-reader.ts';
import { createBackupWriter } from './backup-writer.ts';

function sourceOf(bytes: Bytes): BackupSource {
  return {
    size: bytes.length,
    read: (start, end) => Promise.resolve(bytes.slice(start, end)),
  };
}

const SLOT: BackupSlot = { kind: 'vault', wrappedKey: new Uint8Array(60) };

function headerOf(slots: readonly BackupSlot[] = [SLOT], backupId = randomId()): BackupHeader {
  return {
    formatVersion: 1,
    backupId,
    programmeId: 'programme',
    operatorId: 'operator',
    deviceId: 'device',
    deviceCode: 'K7QD',
    createdAt: '2026-11-24T08:00:00.000Z',
    counts: { drafts: 1, records: 2 },
    slots: [...slots],
  };
}

interface Made {
  readonly start: Bytes;
  readonly chunks: readonly Bytes[];
  readonly file: Bytes;
}

async function make(
  key: Bytes,
  chunks: readonly (readonly unknown[])[],
  header = headerOf(),
): Promise<Made> {
  const writer = await createBackupWriter(header, key);
  const made: Bytes[] = [];
  for (const [index, items] of chunks.entries()) {
    made.push(await writer.chunk(items, index === chunks.length - 1));
  }
  return { start: writer.start, chunks: made, file: concatBytes(writer.start, ...made) };
}

async function readAll(bytes: Bytes, key: Bytes): Promise<unknown[]> {
  const reader = await createBackupReader(await openBackupFile(sourceOf(bytes)), key);
  const items: unknown[] = [];
  for (;;) {
    const chunk = await reader.next();
    if (chunk === null) return items;
    items.push(...chunk.items);
  }
}

async function codeOf(work: Promise<unknown>): Promise<string> {
  return work.then(
    () => 'opened',
    (error: unknown) => (error as { readonly code: string }).code,
  );
}

describe('a backup file', () => {
  test('reads back as it was written, chunk by chunk', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(fc.string(), { maxLength: 4 }), { minLength: 1, maxLength: 5 }),
        async (chunks) => {
          const key = randomBytes(32);
          const { file } = await make(key, chunks);
          expect(await readAll(file, key)).toEqual(chunks.flat());
        },
      ),
      { numRuns: 30 },
    );
  });

  test('shows the header without any key, and nothing of the items', async () => {
    const key = randomBytes(32);
    const header = headerOf();
    const { file } = await make(key, [['Layla Haddad']], header);
    expect((await openBackupFile(sourceOf(file))).header).toEqual(header);
    expect(Buffer.from(file).includes('Layla')).toBe(false);
  });

  test('any changed byte is found', async () => {
    const key = randomBytes(32);
    const { file } = await make(key, [['a', 'b'], ['c'], ['end']]);
    await fc.assert(
      fc.asyncProperty(
        fc.nat(file.length - 1),
        fc.integer({ min: 1, max: 255 }),
        async (at, flip) => {
          const changed = copyBytes(file);
          changed[at] = (changed[at] ?? 0) ^ flip;
          expect(await codeOf(readAll(changed, key))).toMatch(/^backup\./u);
        },
      ),
      { numRuns: 150 },
    );
  });

  test('a cut is found wherever it is, at the border of a chunk too', async () => {
    const key = randomBytes(32);
    const { file, start, chunks } = await make(key, [['a'], ['b'], ['c']]);
    const borders = [start, ...chunks].map((_, index, parts) =>
      concatBytes(...parts.slice(0, index + 1)),
    );
    for (const cut of borders.slice(0, -1)) {
      expect(await codeOf(readAll(cut, key))).toBe('backup.truncated');
    }
    await fc.assert(
      fc.asyncProperty(fc.nat(file.length - 1), async (length) => {
        expect(await codeOf(readAll(file.slice(0, length), key))).toMatch(
          /^backup\.(truncated|damaged|not-a-backup)$/u,
        );
      }),
      { numRuns: 60 },
    );
  });

  test('chunks cannot change places, be left out, repeated or come from another backup', async () => {
    const key = randomBytes(32);
    const one = await make(key, [['a'], ['b'], ['c']]);
    const other = await make(key, [['x'], ['y'], ['z']]);
    const [a, b, c] = one.chunks;
    const [, y] = other.chunks;
    if (a === undefined || b === undefined || c === undefined || y === undefined) throw new Error();
    for (const parts of [
      [b, a, c],
      [a, c],
      [a, a, b, c],
      [a, y, c],
      [a, b, c, c],
      [a, b, c, frame(new Uint8Array(40))],
    ]) {
      const forged = concatBytes(one.start, ...parts);
      expect(await codeOf(readAll(forged, key))).toBe('backup.damaged');
    }
    // Another backup's header over this one's chunks.
    expect(await codeOf(readAll(concatBytes(other.start, a, b, c), key))).toBe('backup.damaged');
  });

  test('a changed header is found by the first chunk, whoever holds the key', async () => {
    const key = randomBytes(32);
    const header = headerOf();
    const { chunks } = await make(key, [['a']], header);
    const forged = encodeCbor({ ...header, operatorId: 'somebody-else' });
    const file = concatBytes(BACKUP_MAGIC, frame(forged), ...chunks);
    expect(await codeOf(readAll(file, key))).toBe('backup.damaged');
  });

  test('a later format is refused by its number; other files are none', async () => {
    const newer = frame(encodeCbor({ ...headerOf(), formatVersion: 3 }));
    await expect(openBackupFile(sourceOf(concatBytes(BACKUP_MAGIC, newer)))).rejects.toMatchObject({
      code: 'backup.newer',
      details: { found: 3, known: 2 },
    });
    expect(await codeOf(openBackupFile(sourceOf(new Uint8Array(0))))).toBe('backup.not-a-backup');
    expect(await codeOf(openBackupFile(sourceOf(randomBytes(100))))).toBe('backup.not-a-backup');
  });

  test('nothing is written behind the last chunk', async () => {
    const writer = await createBackupWriter(headerOf(), randomBytes(32));
    await writer.chunk([], true);
    await expect(writer.chunk([], true)).rejects.toThrow(/last chunk/u);
  });

  test('skipping passes a chunk without opening it', async () => {
    const key = randomBytes(32);
    const { file } = await make(key, [['a'], ['b']]);
    const reader = await createBackupReader(await openBackupFile(sourceOf(file)), key);
    expect(await reader.skip()).toBe(true);
    expect(await reader.next()).toMatchObject({ items: ['b'], index: 1, isLast: true });
    expect(await reader.next()).toBeNull();
    expect(await reader.skip()).toBe(false);
  });
});

describe('the slots of a backup', () => {
  test('the passphrase opens, another one does not, nor in another backup', async () => {
    const key = randomBytes(32);
    const identity = headerOf();
    const slot = await makePassphraseSlot(identity, key, 'seven herons cross');
    const header = headerOf([slot], identity.backupId);
    expect(await openByPassphrase(header, 'seven herons cross')).toEqual(key);
    expect(await codeOf(openByPassphrase(header, 'seven heron cross'))).toBe(
      'backup.passphrase-wrong',
    );
    expect(await codeOf(openByPassphrase(headerOf([slot]), 'seven herons cross'))).toBe(
      'backup.passphrase-wrong',
    );
    expect(await codeOf(openByPassphrase(headerOf(), 'any'))).toBe('backup.no-passphrase');
  });

  test('a cost under the minimum is no backup of ours', async () => {
    const key = randomBytes(32);
    const slot = await makePassphraseSlot(headerOf(), key, 'seven herons cross');
    const cheap = { ...slot, cost: { memoryKib: 8, iterations: 1, parallelism: 1 } } as BackupSlot;
    expect(await codeOf(openByPassphrase(headerOf([cheap]), 'seven herons cross'))).toBe(
      'backup.damaged',
    );
  });

  test('the vault that made it opens it; another vault gets nothing', async () => {
    const key = randomBytes(32);
    const vaultKey = await importAeadKey(randomBytes(32));
    const identity = headerOf();
    const slot = await makeVaultSlot(identity, key, vaultKey);
    const header = headerOf([slot], identity.backupId);
    expect(await openByVault(header, vaultKey)).toEqual(key);
    expect(await openByVault(header, await importAeadKey(randomBytes(32)))).toBeNull();
    expect(await openByVault(headerOf([{ kind: 'recovery', bundle: key }]), vaultKey)).toBeNull();
  });
});
