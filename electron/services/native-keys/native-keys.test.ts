/** The adapters against a stand-in helper process: both platforms are held to one contract. */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { chooseNativeKeys } from './choose-native-keys.ts';
import { createHelperClient, type AskHelper } from './helper-client.ts';
import { keyName } from './key-name.ts';
import { createMacosKeychain } from './macos-keychain.ts';
import { NO_NATIVE_KEYS, type NativeKeyStore } from './native-key-store.ts';
import { createWindowsHello } from './windows-hello.ts';

const HELPER = path.resolve(
  import.meta.dirname,
  '../../../test/support/native-helper-stand-in.mjs',
);
const PATIENCE_MS = 20_000;

let folder = '';
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'fieldseal-native-'));
});
afterEach(() => {
  fs.rmSync(folder, { recursive: true, force: true });
});

/** A client of a stand-in that keeps its keys in `folder` and behaves as told from then on. */
function helper(limitMs = PATIENCE_MS): AskHelper {
  return createHelperClient({ file: process.execPath, args: [HELPER, folder] }, limitMs);
}

function behave(how: string): void {
  fs.writeFileSync(path.join(folder, 'behaviour'), how);
}

function requests(): readonly { readonly command: string; readonly name?: string }[] {
  const lines = fs.readFileSync(path.join(folder, 'requests'), 'utf8').trimEnd().split('\n');
  return lines.map((line) => JSON.parse(line) as { command: string; name?: string });
}

const PLATFORMS: readonly (readonly [string, (ask: AskHelper) => NativeKeyStore])[] = [
  ['macOS', createMacosKeychain],
  ['Windows', createWindowsHello],
];

describe.each(PLATFORMS)('native keys on %s', (_platform, create) => {
  test('are available where the system says so, and nowhere else', async () => {
    const keys = create(helper());
    expect(await keys.isAvailable()).toBe(true);
    for (const how of ['unavailable', 'garbage', 'crash', 'silent-end', 'another-version']) {
      behave(how);
      expect(await keys.isAvailable(), how).toBe(false);
    }
  });

  test('give the same 32 bytes each time, other ones for each key and operator', async () => {
    const keys = create(helper());
    const first = await keys.create('op-1');
    const second = await keys.create('op-1');
    const other = await keys.create('op-2');
    expect(first.share).toHaveLength(32);
    expect(await keys.release('op-1', first.keyId)).toEqual(first.share);
    expect(await keys.release('op-1', second.keyId)).toEqual(second.share);
    expect(new Set([first, second, other].map(({ share }) => share.join())).size).toBe(3);
    expect(new Set([first, second, other].map(({ keyId }) => keyId)).size).toBe(3);
    expect(await keys.release('op-1', first.keyId)).not.toBe(first.share);
  });

  test('of another operator are not found under the same id', async () => {
    const keys = create(helper());
    const { keyId } = await keys.create('op-1');
    await expect(keys.release('op-2', keyId)).rejects.toMatchObject({
      code: 'shell.native-key-lost',
    });
  });

  test('are removed alone, and removing what is not there is no failure', async () => {
    const keys = create(helper());
    const first = await keys.create('op-1');
    const second = await keys.create('op-1');
    await keys.remove('op-1', first.keyId);
    await keys.remove('op-1', first.keyId);
    await expect(keys.release('op-1', first.keyId)).rejects.toMatchObject({
      code: 'shell.native-key-lost',
    });
    expect(await keys.release('op-1', second.keyId)).toEqual(second.share);
  });

  test.each([
    ['cancelled', 'shell.native-cancelled'],
    ['key-lost', 'shell.native-key-lost'],
    ['unavailable', 'shell.native-unavailable'],
    ['failed', 'shell.native-failed'],
    ['garbage', 'shell.native-failed'],
    ['two-lines', 'shell.native-failed'],
    ['flood', 'shell.native-failed'],
    ['extra-member', 'shell.native-failed'],
    ['another-version', 'shell.native-failed'],
    ['short-answer', 'shell.native-failed'],
    ['empty-answer', 'shell.native-failed'],
    ['silent-end', 'shell.native-failed'],
    ['crash', 'shell.native-failed'],
  ])('refuse by code when the helper answers %s', async (how, code) => {
    const keys = create(helper());
    const { keyId, share } = await keys.create('op-1');
    behave(how);
    await expect(keys.release('op-1', keyId)).rejects.toMatchObject({ code });
    behave('');
    // Nothing of that has touched the key.
    expect(await keys.release('op-1', keyId)).toEqual(share);
  });

  test('do not wait for ever, and end the helper', async () => {
    const keys = create(helper());
    const { keyId } = await keys.create('op-1');
    behave('hang');
    const impatient = create(helper(1_500));
    await expect(impatient.release('op-1', keyId)).rejects.toMatchObject({ code: 'shell.timeout' });
    const pid = Number(fs.readFileSync(path.join(folder, 'pid'), 'utf8'));
    await expect
      .poll(() => {
        try {
          return process.kill(pid, 0);
        } catch {
          return false;
        }
      })
      .toBe(false);
  });

  test('are asked for one at a time', async () => {
    const keys = create(helper());
    const { keyId } = await keys.create('op-1');
    behave('refuse-company');
    const shares = await Promise.all([1, 2, 3].map(() => keys.release('op-1', keyId)));
    expect(shares).toHaveLength(3);
  });

  test('tell the system no operator’s id', async () => {
    const keys = create(helper());
    await keys.create('amina.deng');
    expect(JSON.stringify(requests())).not.toContain('amina');
    expect(keyName('amina.deng', 'x')).toMatch(/^fieldseal\.[0-9a-f]{32}\.x$/u);
  });
});

describe('on Windows', () => {
  test('a key whose signatures differ is refused and removed', async () => {
    const keys = createWindowsHello(helper());
    behave('unstable');
    await expect(keys.create('op-1')).rejects.toMatchObject({ code: 'shell.native-unstable' });
    expect(requests().map(({ command }) => command)).toEqual(['create', 'sign', 'sign', 'delete']);
  });
});

describe('the choice of native keys', () => {
  test('is none without a helper in the package, and on Linux', () => {
    for (const platform of ['darwin', 'win32', 'linux'] as const) {
      expect(chooseNativeKeys(platform, folder)).toBe(NO_NATIVE_KEYS);
    }
    fs.mkdirSync(path.join(folder, 'native'));
    fs.writeFileSync(path.join(folder, 'native/fieldseal-native'), '');
    expect(chooseNativeKeys('darwin', folder)).not.toBe(NO_NATIVE_KEYS);
    expect(chooseNativeKeys('linux', folder)).toBe(NO_NATIVE_KEYS);
    expect(chooseNativeKeys('win32', folder)).toBe(NO_NATIVE_KEYS);
  });

  test('none says so by code', async () => {
    expect(await NO_NATIVE_KEYS.isAvailable()).toBe(false);
    await expect(NO_NATIVE_KEYS.create('op-1')).rejects.toMatchObject({
      code: 'shell.native-unavailable',
    });
    await expect(NO_NATIVE_KEYS.release('op-1', 'x')).rejects.toMatchObject({
      code: 'shell.native-unavailable',
    });
    await expect(NO_NATIVE_KEYS.remove('op-1', 'x')).resolves.toBeUndefined();
  });

  test('a helper that can’t be started refuses by code', async () => {
    const keys = createMacosKeychain(createHelperClient({ file: path.join(folder, 'missing') }));
    expect(await keys.isAvailable()).toBe(false);
    await expect(keys.create('op-1')).rejects.toMatchObject({ code: 'shell.native-failed' });
  });
});
