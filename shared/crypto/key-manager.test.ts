import { beforeEach, describe, expect, it } from 'vitest';
import type { AuditEvent } from '../audit/audit-event.ts';
import { KEY_PURPOSES } from '../domain/key-purpose.ts';
import { utf8, type Bytes } from '../encoding/bytes.ts';
import { sealEnvelope } from './envelope.ts';
import { createKeyManager, type KeyManager } from './key-manager.ts';
import { createKeyVocabulary, rotationStatus } from './key-policy.ts';
import { createProviderRegistry, type KeyProvider, type KeyRef } from './key-provider.ts';
import { importAeadKey } from './primitives/aead.ts';
import { randomBytes } from './primitives/random.ts';

const DAY_MS = 86_400_000;
const PII: KeyRef = { purpose: 'pii', keyId: 'national-id' };
const AAD = { recordId: 'r-1', field: 'nationalId' };
const WHY = { reason: 'review' } as const;
const BIOMETRIC = { code: 'biometric', rotationDays: 30, graceDays: 5, requiresHardware: false };

let today: Date;
let events: AuditEvent[];

/** Keys in memory; what a real provider keeps in a database, a KMS or a vault. */
function memoryProvider(name: string, hasHardware: boolean): KeyProvider {
  const rings = new Map<string, { readonly createdAt: string; readonly key: CryptoKey }[]>();
  const salts = new Map<string, Bytes>();
  const nameOf = ({ purpose, keyId }: KeyRef): string => `${purpose}/${keyId}`;
  const add = async (ref: KeyRef): Promise<number> => {
    const ring = rings.get(nameOf(ref)) ?? [];
    ring.push({ createdAt: today.toISOString(), key: await importAeadKey(randomBytes(32)) });
    rings.set(nameOf(ref), ring);
    return ring.length;
  };
  return {
    name,
    hasHardware,
    versions: (ref) =>
      Promise.resolve(
        rings.get(nameOf(ref))?.map(({ createdAt }, index, all) => ({
          version: index + 1,
          createdAt,
          state: index + 1 === all.length ? ('current' as const) : ('kept' as const),
        })) ?? null,
      ),
    keyOf: (ref, version) => Promise.resolve(rings.get(nameOf(ref))?.[version - 1]?.key ?? null),
    saltOf: (ref) => Promise.resolve(salts.get(nameOf(ref)) ?? null),
    create: async (ref) => {
      salts.set(nameOf(ref), randomBytes(32));
      await add(ref);
    },
    rotate: add,
  };
}

let plain: KeyProvider;
let hardware: KeyProvider;
let manager: KeyManager;
beforeEach(() => {
  today = new Date('2026-11-24T08:00:00.000Z');
  events = [];
  plain = memoryProvider('plain', false);
  hardware = memoryProvider('module', true);
  manager = createKeyManager({
    vocabulary: createKeyVocabulary([BIOMETRIC]),
    providerFor: createProviderRegistry(plain, [hardware], { financial: 'module' }),
    audit: (event) => {
      events.push(event);
      return Promise.resolve();
    },
    now: () => today,
  });
});

const later = (days: number): void => {
  today = new Date(today.getTime() + days * DAY_MS);
};

describe('what is known', () => {
  it('is a closed list; a programme adds its own and changes none', async () => {
    await manager.createKey({ purpose: 'biometric', keyId: 'templates' });
    await expect(manager.createKey({ purpose: 'piii', keyId: 'x' })).rejects.toMatchObject({
      code: 'keys.purpose-unknown',
    });
    expect(() => createKeyVocabulary([{ ...BIOMETRIC, code: 'pii' }])).toThrow(
      expect.objectContaining({ code: 'keys.purpose-taken', details: { purpose: 'pii' } }) as Error,
    );
    expect(createKeyVocabulary([BIOMETRIC]).purposes).toEqual([...KEY_PURPOSES, BIOMETRIC]);
  });

  it('is never made by asking for it', async () => {
    const unknown = { code: 'keys.key-unknown' };
    await expect(manager.encrypt(PII, AAD, utf8('x'))).rejects.toMatchObject(unknown);
    await expect(manager.getKey(PII)).rejects.toMatchObject(unknown);
    await expect(manager.getSalt(PII)).rejects.toMatchObject(unknown);
    await expect(manager.rotateKey(PII)).rejects.toMatchObject(unknown);
    const index = { kind: 'exact', normaliserVersion: 1 };
    await expect(manager.computeBlindIndex(PII, index, 'x')).rejects.toMatchObject(unknown);
    expect(await plain.versions(PII)).toBeNull();
  });

  it('is made once', async () => {
    await manager.createKey(PII);
    await expect(manager.createKey(PII)).rejects.toMatchObject({ code: 'keys.key-exists' });
  });

  it('goes to the provider of its purpose, which must be there', async () => {
    await manager.createKey({ purpose: 'financial', keyId: 'accounts' });
    expect(await hardware.versions({ purpose: 'financial', keyId: 'accounts' })).toHaveLength(1);
    expect(await plain.versions({ purpose: 'financial', keyId: 'accounts' })).toBeNull();
    expect(() => createProviderRegistry(plain, [], { pii: 'nowhere' })).toThrow(
      expect.objectContaining({
        code: 'keys.provider-unknown',
        details: { name: 'nowhere' },
      }) as Error,
    );
  });

  it('is unknown where the provider names a version and has no key of it', async () => {
    await manager.createKey(PII);
    plain.keyOf = () => Promise.resolve(null);
    await expect(manager.getKey(PII)).rejects.toMatchObject({ code: 'keys.key-unknown' });
  });
});

describe('encrypting and decrypting', () => {
  beforeEach(() => manager.createKey(PII));

  it('opens what it sealed, in every kept version', async () => {
    const first = await manager.encrypt(PII, AAD, utf8('one'));
    expect(await manager.rotateKey(PII)).toBe(2);
    const second = await manager.encrypt(PII, AAD, utf8('two'));
    expect(await manager.decrypt(PII, AAD, first, WHY)).toEqual(utf8('one'));
    expect(await manager.decrypt(PII, AAD, second, WHY)).toEqual(utf8('two'));
    expect((await manager.getKey(PII)).version).toBe(2);
    expect((await manager.getKey(PII, 1)).version).toBe(1);
    await expect(manager.getKey(PII, 3)).rejects.toMatchObject({ code: 'keys.key-unknown' });
  });

  it('opens what it sealed in a version of two digits', async () => {
    for (let version = 2; version <= 10; version++) await manager.rotateKey(PII);
    const tenth = await manager.encrypt(PII, AAD, utf8('ten'));
    expect(await manager.decrypt(PII, AAD, tenth, WHY)).toEqual(utf8('ten'));
  });

  it('asks for something to bind to', async () => {
    const missing = { code: 'keys.aad-missing' };
    await expect(manager.encrypt(PII, {}, utf8('x'))).rejects.toMatchObject(missing);
    await expect(manager.encrypt(PII, { recordId: '' }, utf8('x'))).rejects.toMatchObject(missing);
    const sealed = await manager.encrypt(PII, AAD, utf8('x'));
    await expect(manager.decrypt(PII, {}, sealed, WHY)).rejects.toMatchObject(missing);
  });

  it('refuses a ciphertext of another key, whatever number it names', async () => {
    const other = { purpose: 'pii', keyId: 'national-id/1' };
    await manager.createKey({ purpose: 'pii', keyId: 'phone' });
    const sealed = await manager.encrypt({ purpose: 'pii', keyId: 'phone' }, AAD, utf8('x'));
    const unknown = { code: 'keys.key-unknown' };
    await expect(manager.decrypt(PII, AAD, sealed, WHY)).rejects.toMatchObject(unknown);
    await expect(manager.decrypt(other, AAD, sealed, WHY)).rejects.toMatchObject(unknown);
  });

  it('asks why, and wants a note for other reasons', async () => {
    const sealed = await manager.encrypt(PII, AAD, utf8('x'));
    const ask = (reason: string, note?: string): Promise<Bytes> =>
      manager.decrypt(PII, AAD, sealed, { reason: reason as 'other', note });
    const required = { code: 'keys.reason-required' };
    await expect(ask('')).rejects.toMatchObject(required);
    await expect(ask('curious')).rejects.toMatchObject(required);
    await expect(ask('other')).rejects.toMatchObject({
      ...required,
      details: { limit: 200, length: 0 },
    });
    await expect(ask('other', '  ')).rejects.toMatchObject(required);
    await expect(ask('other', 'x'.repeat(201))).rejects.toMatchObject({
      ...required,
      details: { limit: 200, length: 201 },
    });
    expect(await ask('other', 'x'.repeat(200))).toEqual(utf8('x'));
  });

  it('writes every use down, and what failed', async () => {
    const sealed = await manager.encrypt(PII, AAD, utf8('x'));
    await manager.decrypt(PII, AAD, sealed, { reason: 'other', note: 'ticket 7' });
    const moved = manager.decrypt(PII, { ...AAD, recordId: 'r-2' }, sealed, WHY);
    await expect(moved).rejects.toMatchObject({ code: 'crypto.open-failed' });
    await manager.getSalt(PII);
    const named = { ...PII, version: 1 };
    expect(events).toEqual([
      { kind: 'content.encrypted', ...named },
      { kind: 'content.decrypted', ...named, reason: 'other', note: 'ticket 7' },
      {
        kind: 'content.open-failed',
        ...named,
        reason: 'review',
        note: undefined,
        code: 'crypto.open-failed',
      },
      { kind: 'keys.used', ...PII },
    ]);
  });

  it('answers nothing that could not be written down', async () => {
    const sealed = await manager.encrypt(PII, AAD, utf8('x'));
    const silent = createKeyManager({
      vocabulary: createKeyVocabulary([]),
      providerFor: createProviderRegistry(plain),
      audit: () => Promise.reject(new Error('disk full')),
      now: () => today,
    });
    await expect(silent.decrypt(PII, AAD, sealed, WHY)).rejects.toThrow('disk full');
    await expect(silent.encrypt(PII, AAD, utf8('x'))).rejects.toThrow('disk full');
    await expect(silent.getKey(PII)).rejects.toThrow('disk full');
  });
});

describe('policy', () => {
  it('a key past its grace encrypts no more, and opens as before', async () => {
    await manager.createKey(PII);
    const sealed = await manager.encrypt(PII, AAD, utf8('x'));
    later(394);
    await manager.encrypt(PII, AAD, utf8('x'));
    later(1);
    await expect(manager.encrypt(PII, AAD, utf8('x'))).rejects.toMatchObject({
      code: 'keys.rotation-overdue',
      details: { purpose: 'pii', days: 365, grace: 30 },
    });
    expect(await manager.decrypt(PII, AAD, sealed, WHY)).toEqual(utf8('x'));
    await manager.rotateKey(PII);
    await manager.encrypt(PII, AAD, utf8('x'));
  });

  it('says before that a key is due', () => {
    const made = '2026-01-01T00:00:00.000Z';
    const on = (day: string): string => rotationStatus(BIOMETRIC, made, new Date(day)).state;
    expect(on('2026-01-30T23:59:59.999Z')).toBe('fine');
    expect(on('2026-01-31T00:00:00.000Z')).toBe('due');
    expect(on('2026-02-04T23:59:59.999Z')).toBe('due');
    expect(on('2026-02-05T00:00:00.000Z')).toBe('overdue');
    expect(rotationStatus(BIOMETRIC, made, today)).toMatchObject({
      dueAt: '2026-01-31T00:00:00.000Z',
      refusedFrom: '2026-02-05T00:00:00.000Z',
    });
  });

  it('what must be in hardware is refused by a provider that has none, for everything', async () => {
    const soft = createKeyManager({
      vocabulary: createKeyVocabulary([]),
      providerFor: createProviderRegistry(plain),
      audit: () => Promise.resolve(),
      now: () => today,
    });
    const accounts = { purpose: 'financial', keyId: 'accounts' };
    await manager.createKey(accounts);
    const sealed = await manager.encrypt(accounts, AAD, utf8('x'));
    const required = {
      code: 'keys.hardware-required',
      details: { purpose: 'financial', provider: 'plain' },
    };
    await expect(soft.createKey(accounts)).rejects.toMatchObject(required);
    await expect(soft.encrypt(accounts, AAD, utf8('x'))).rejects.toMatchObject(required);
    await expect(soft.decrypt(accounts, AAD, sealed, WHY)).rejects.toMatchObject(required);
    await expect(soft.rotateKey(accounts)).rejects.toMatchObject(required);
  });
});

describe('blind indexes', () => {
  const index = { kind: 'exact', normaliserVersion: 1 };

  it('are equal for equal values only, in one index of one key', async () => {
    await manager.createKey(PII);
    await manager.createKey({ ...PII, keyId: 'phone' });
    const token = await manager.computeBlindIndex(PII, index, 'kp1234567');
    expect(token).toMatch(/^[\w-]{22}$/u);
    expect(await manager.computeBlindIndex(PII, index, 'kp1234567')).toBe(token);
    const others = await Promise.all([
      manager.computeBlindIndex(PII, index, 'kp1234568'),
      manager.computeBlindIndex(PII, { ...index, kind: 'partial' }, 'kp1234567'),
      manager.computeBlindIndex(PII, { ...index, normaliserVersion: 2 }, 'kp1234567'),
      manager.computeBlindIndex({ ...PII, keyId: 'phone' }, index, 'kp1234567'),
    ]);
    expect(new Set([token, ...others]).size).toBe(5);
  });

  it('outlive a rotation, and have no token for nothing', async () => {
    await manager.createKey(PII);
    const token = await manager.computeBlindIndex(PII, index, 'x');
    await manager.rotateKey(PII);
    expect(await manager.computeBlindIndex(PII, index, 'x')).toBe(token);
    await expect(manager.computeBlindIndex(PII, index, '')).rejects.toMatchObject({
      code: 'crypto.input-invalid',
    });
  });
});

describe('the chain', () => {
  it('names the key, and the version where one was handed out', async () => {
    await manager.createKey(PII);
    await manager.getKey(PII);
    await manager.computeBlindIndex(PII, { kind: 'exact', normaliserVersion: 1 }, 'a');
    expect(events).toEqual([
      { kind: 'keys.used', ...PII, version: 1 },
      { kind: 'keys.used', ...PII },
    ]);
  });

  it('a refusal names the key too', async () => {
    await manager.createKey(PII);
    await expect(manager.createKey(PII)).rejects.toMatchObject({ details: PII });
    const unknown = { ...PII, keyId: 'other' };
    await expect(manager.getKey(unknown)).rejects.toMatchObject({ details: unknown });
    await expect(
      manager.computeBlindIndex(PII, { kind: 'exact', normaliserVersion: 1 }, ''),
    ).rejects.toMatchObject({ details: { field: PII.keyId } });
  });
});

describe('what is bound', () => {
  it('may have no empty part', async () => {
    await manager.createKey(PII);
    await expect(manager.encrypt(PII, { ...AAD, field: '' }, utf8('x'))).rejects.toMatchObject({
      code: 'keys.aad-missing',
    });
  });

  it.each(['pii/national-id/01', 'pii/national-id/x1', 'pii/national-id/1x', 'pii/other/1'])(
    'a ciphertext of %s is of no version',
    async (kid) => {
      await manager.createKey(PII);
      const key = (await plain.keyOf(PII, 1))!;
      const sealed = await sealEnvelope(key, kid, 'managed', AAD, utf8('x'));
      await expect(manager.decrypt(PII, AAD, sealed, WHY)).rejects.toMatchObject({
        code: 'keys.key-unknown',
        details: PII,
      });
    },
  );
});
