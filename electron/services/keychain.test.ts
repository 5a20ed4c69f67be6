import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { FieldsealError } from '../../shared/errors/fieldseal-error.ts';
import { createDeviceShare } from './device-share.ts';
import { createGatedCredentialStore } from './gated-credentials.ts';
import { createKeychain, type SecretCipher } from './keychain.ts';

let folder = '';
/** Which key the fake operating system holds; another one opens nothing of the first. */
let system = { backend: 'gnome_libsecret', key: 1, isAvailable: true, isStale: false };

const cipher: SecretCipher = {
  isAvailable: () => Promise.resolve(system.isAvailable),
  backend: () => system.backend,
  encrypt: (text) =>
    Promise.resolve(Buffer.from(`${system.key}|${text}`).map((byte) => byte ^ 0xff)),
  decrypt: (sealed) => {
    const [key, text] = Buffer.from(sealed.map((byte) => byte ^ 0xff))
      .toString()
      .split('|');
    if (key !== String(system.key)) return Promise.reject(new Error('wrong key'));
    return Promise.resolve({ text: text ?? '', isStale: system.isStale });
  },
};

beforeEach(() => {
  folder = path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'fieldseal-keychain-')), 'keychain');
  system = { backend: 'gnome_libsecret', key: 1, isAvailable: true, isStale: false };
});
afterEach(() => {
  fs.rmSync(path.dirname(folder), { recursive: true, force: true });
});

function file(name: string): string {
  return path.join(folder, `${name}.json`);
}
async function refusal(work: Promise<unknown>): Promise<unknown> {
  return await work.then(
    () => 'ACCEPTED',
    (error: unknown) =>
      error instanceof FieldsealError ? { code: error.code, details: error.details } : error,
  );
}

describe('the keychain', () => {
  test('keeps a secret sealed, readable by this account only, with the backend’s name', async () => {
    const keychain = createKeychain(folder, cipher);
    expect(await keychain.read('device-share')).toBeNull();
    await keychain.write('device-share', 's3cret');
    expect(await createKeychain(folder, cipher).read('device-share')).toBe('s3cret');
    const content = fs.readFileSync(file('device-share'), 'utf8');
    expect(content).toContain('"backend":"gnome_libsecret"');
    expect(content).not.toContain('s3cret');
    expect(fs.statSync(file('device-share')).mode & 0o077).toBe(0);
    expect(fs.readdirSync(folder)).toEqual(['device-share.json']);
  });

  test('forgets every secret, one that does not open too, and makes another share afterwards', async () => {
    const keychain = createKeychain(folder, cipher);
    const share = await createDeviceShare(keychain)();
    fs.writeFileSync(file('gated-1'), 'damaged');
    await keychain.forgetAll();
    await keychain.forgetAll();
    expect(await keychain.read('gated-1')).toBeNull();
    expect(await createDeviceShare(keychain)()).not.toEqual(share);
  });

  test.each(['basic_text', 'unknown', ''])('refuses the backend %j', async (backend) => {
    const keychain = createKeychain(folder, cipher);
    await keychain.write('a', 'kept');
    system = { ...system, backend };
    expect(await keychain.isAvailable()).toBe(false);
    const expected = { code: 'shell.keychain-unavailable', details: { backend } };
    expect(await refusal(keychain.write('b', 'x'))).toEqual(expected);
    expect(await refusal(keychain.read('a'))).toEqual(expected);
    expect(fs.readdirSync(folder)).toEqual(['a.json']);
  });

  test('refuses while the system offers no encryption', async () => {
    system = { ...system, isAvailable: false };
    expect(await refusal(createKeychain(folder, cipher).write('a', 'x'))).toMatchObject({
      code: 'shell.keychain-unavailable',
    });
  });

  test('keeps what another backend can’t open, and opens it again when the first is back', async () => {
    const keychain = createKeychain(folder, cipher);
    await keychain.write('a', 'kept');
    const before = fs.readFileSync(file('a'));
    system = { ...system, backend: 'kwallet6', key: 2 };
    expect(await refusal(keychain.read('a'))).toEqual({
      code: 'shell.keychain-mismatch',
      details: { recorded: 'gnome_libsecret', current: 'kwallet6' },
    });
    expect(fs.readFileSync(file('a'))).toEqual(before);
    system = { ...system, backend: 'gnome_libsecret', key: 1 };
    expect(await keychain.read('a')).toBe('kept');
  });

  test('seals again what opened under another name or an old key', async () => {
    const keychain = createKeychain(folder, cipher);
    await keychain.write('a', 'kept');
    system = { ...system, backend: 'kwallet6' };
    expect(await keychain.read('a')).toBe('kept');
    expect(fs.readFileSync(file('a'), 'utf8')).toContain('kwallet6');
    system = { ...system, isStale: true };
    const before = fs.statSync(file('a')).ino;
    expect(await keychain.read('a')).toBe('kept');
    expect(fs.statSync(file('a')).ino).not.toBe(before);
  });

  test.each(['', '{}', '{"version":2,"backend":"x","sealed":"AA"}', 'not json'])(
    'refuses a damaged entry and leaves it: %j',
    async (content) => {
      fs.mkdirSync(folder, { recursive: true });
      fs.writeFileSync(file('a'), content);
      expect(await refusal(createKeychain(folder, cipher).read('a'))).toMatchObject({
        code: 'shell.keychain-mismatch',
      });
      expect(fs.readFileSync(file('a'), 'utf8')).toBe(content);
    },
  );

  test.each(['../x', 'a/b', '', '.hidden', 'A', 'a.json'])(
    'takes no name like %j',
    async (name) => {
      const keychain = createKeychain(folder, cipher);
      await expect(keychain.write(name, 'x')).rejects.toThrow(RangeError);
      await expect(keychain.read(name)).rejects.toThrow(RangeError);
    },
  );
});

describe('the device share', () => {
  test('is made once, also when asked for many times at once and after a restart', async () => {
    const ask = createDeviceShare(createKeychain(folder, cipher));
    const shares = await Promise.all([ask(), ask(), ask()]);
    const later = await createDeviceShare(createKeychain(folder, cipher))();
    expect(shares[0]).toHaveLength(32);
    for (const share of [...shares, later]) expect(share).toEqual(shares[0]);
  });

  test('is never made anew over one that can’t be read', async () => {
    const first = await createDeviceShare(createKeychain(folder, cipher))();
    system = { ...system, key: 2 };
    const ask = createDeviceShare(createKeychain(folder, cipher));
    expect(await refusal(ask())).toMatchObject({ code: 'shell.keychain-mismatch' });
    system = { ...system, key: 1 };
    expect(await ask()).toEqual(first);
  });
});

describe('gated credentials', () => {
  const one = {
    credential: { id: 'AAEC', publicKey: new Uint8Array([1, 2, 3]), counter: 7 },
    share: new Uint8Array(32).fill(9),
  };

  test('come back as they were kept, per operator', async () => {
    const store = createGatedCredentialStore(createKeychain(folder, cipher));
    await store.save('op:1', [one]);
    expect(await store.load('op:1')).toEqual([one]);
    expect(await store.load('OP:1')).toEqual([]);
    expect(fs.readdirSync(folder).join()).not.toContain('op');
  });

  test('are refused when they make no sense', async () => {
    const keychain = createKeychain(folder, cipher);
    const store = createGatedCredentialStore(keychain);
    await store.save('op:1', [one]);
    const name = (fs.readdirSync(folder)[0] ?? '').replace('.json', '');
    await keychain.write(name, '[{"id":"x"}]');
    expect(await refusal(store.load('op:1'))).toMatchObject({ code: 'shell.keychain-mismatch' });
  });
});
