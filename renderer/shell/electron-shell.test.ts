import { describe, expect, test } from 'vitest';
import { FieldsealError, toErrorEnvelope } from '../../shared/errors/fieldseal-error.ts';
import type { ShellApi } from '../../shared/ipc/shell-api.ts';
import { findShellApi, createElectronShell } from './electron-shell.ts';

const CAPABILITIES = {
  relyingParty: { rpId: 'app.fieldseal.example', origin: 'https://app.fieldseal.example' },
  gatedUnlock: true,
  keystore: 'os-keychain',
  files: true,
  print: true,
  appVersion: '0.1.0',
  serverOrigin: null,
} as const;
const SHARE = new Uint8Array(32).fill(7);
const KEY_ID = '0123456789abcdef0123456789abcdef';

function fakeApi(gatedUnlock: boolean): { readonly api: ShellApi; readonly sent: unknown[] } {
  const sent: unknown[] = [];
  const refuse = () =>
    Promise.resolve({
      ok: false as const,
      error: toErrorEnvelope(new FieldsealError('webauthn.foreign'), 'shell.internal'),
    });
  const api: ShellApi = {
    capabilities: () =>
      Promise.resolve({
        ok: true,
        value: { ...CAPABILITIES, gatedUnlock, nativeBound: gatedUnlock },
      }),
    deviceShare: () => Promise.resolve({ ok: true, value: SHARE }),
    forgetShares: () => {
      sent.push('shares forgotten');
      return Promise.resolve({ ok: true, value: undefined });
    },
    beginRegistration: refuse,
    finishRegistration: refuse,
    beginAssertion: refuse,
    finishAssertion: (request) => {
      sent.push(request);
      return Promise.resolve({ ok: true, value: { share: SHARE } });
    },
    forgetCredential: (request) => {
      sent.push(request);
      return Promise.resolve({ ok: true, value: undefined });
    },
    createNativeKey: () => Promise.resolve({ ok: true, value: { keyId: KEY_ID, share: SHARE } }),
    releaseNativeKey: (request) => {
      sent.push(request);
      return Promise.resolve({ ok: true, value: { share: SHARE } });
    },
    removeNativeKey: (request) => {
      sent.push(request);
      return Promise.resolve({ ok: true, value: undefined });
    },
    saveFile: (request) => {
      sent.push(request);
      return Promise.resolve({ ok: true, value: false });
    },
    print: () => Promise.resolve({ ok: true, value: undefined }),
    diskSpace: () => Promise.resolve({ ok: true, value: { freeBytes: 5_000, totalBytes: 9_000 } }),
    onLockRequested: (listener) => {
      listener({ reason: 'suspend' });
      return () => sent.push('stopped');
    },
  };
  return { api, sent };
}

describe('the desktop shell as the page sees it', () => {
  test('offers its relying party only where the host has a keychain', async () => {
    const withKeychain = createElectronShell(fakeApi(true).api);
    expect(withKeychain.relyingParty).toBeNull();
    await withKeychain.capabilities();
    expect(withKeychain.relyingParty).not.toBeNull();
    const without = createElectronShell(fakeApi(false).api);
    await without.capabilities();
    expect(without.relyingParty).toBeNull();
    expect(without.nativeKeys).toBeNull();
  });

  test('hands native keys and what is to be forgotten to the host by their ids', async () => {
    const { api, sent } = fakeApi(true);
    const shell = createElectronShell(api);
    expect(shell.nativeKeys).toBeNull();
    await shell.capabilities();
    expect(await shell.nativeKeys?.create('op-1')).toEqual({ keyId: KEY_ID, share: SHARE });
    expect(await shell.nativeKeys?.release('op-1', KEY_ID)).toEqual({ share: SHARE });
    await shell.nativeKeys?.remove('op-1', KEY_ID);
    await shell.relyingParty?.forget('op-1', 'AA');
    expect(sent).toEqual([
      { operatorId: 'op-1', keyId: KEY_ID },
      { operatorId: 'op-1', keyId: KEY_ID },
      { operatorId: 'op-1', credentialId: 'AA' },
    ]);
  });

  test('turns a refusal into an error with its code', async () => {
    const shell = createElectronShell(fakeApi(true).api);
    await shell.capabilities();
    await expect(shell.relyingParty?.beginAssertion('op-1')).rejects.toMatchObject({
      code: 'webauthn.foreign',
    });
  });

  test('keeps a PRF output in the page', async () => {
    const { api, sent } = fakeApi(true);
    const shell = createElectronShell(api);
    await shell.capabilities();
    await shell.relyingParty?.finishAssertion('op-1', {
      id: 'AA',
      rawId: 'AA',
      type: 'public-key',
      clientExtensionResults: { prf: { results: { first: 'key material' } } } as object,
      response: { clientDataJSON: 'AA', authenticatorData: 'AA', signature: 'AA' },
    });
    expect(sent).toHaveLength(1);
    expect(JSON.stringify(sent)).not.toContain('key material');
  });

  test('hands on files, shares and lock requests', async () => {
    const { api, sent } = fakeApi(true);
    const shell = createElectronShell(api);
    expect(await shell.deviceShare()).toEqual(SHARE);
    await shell.forgetShares();
    expect(await shell.saveFile('a.fsbatch', new Uint8Array(3))).toBe(false);
    const reasons: string[] = [];
    const stop = shell.onLockRequested((reason) => reasons.push(reason));
    stop();
    expect(reasons).toEqual(['suspend']);
    expect(sent).toEqual([
      'shares forgotten',
      { suggestedName: 'a.fsbatch', bytes: new Uint8Array(3) },
      'stopped',
    ]);
  });

  test('is found only where it is', () => {
    const { api } = fakeApi(true);
    expect(findShellApi({ fieldseal: api })).toBe(api);
    expect(findShellApi({})).toBeUndefined();
    expect(() => createElectronShell()).toThrow('shell.internal');
  });
});
