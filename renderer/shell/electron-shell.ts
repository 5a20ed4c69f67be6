import { copyBytes } from '../../shared/encoding/bytes.ts';
import {
  FieldsealError,
  unwrapOutcome,
  type Outcome,
} from '../../shared/errors/fieldseal-error.ts';
import { API_KEY } from '../../shared/ipc/channels.ts';
import type { ShellApi } from '../../shared/ipc/shell-api.ts';
import { MAX_FILE_BYTES } from '../../shared/ipc/shell-calls.ts';
import { readPageStorage } from './page-storage.ts';
import type { Shell, ShellNativeKeys, ShellRelyingParty } from './shell.ts';

const BYTES_PER_MB = 1024 * 1024;

/** The desktop shell's API where the page runs in it; undefined in a plain browser. */
export function findShellApi(page: object = globalThis): ShellApi | undefined {
  return (page as { readonly [API_KEY]?: ShellApi })[API_KEY];
}

/**
 * The `Shell` over the desktop shell's API. Its `relyingParty` and `nativeKeys` are null until `capabilities()` was
 * answered, since only then it is known whether this laptop has a keychain, and a biometric check, to keep shares by.
 * @throws FieldsealError `shell.internal` where the page does not run in the desktop shell.
 */
export function createElectronShell(api: ShellApi | undefined = findShellApi()): Shell {
  if (api === undefined) throw new FieldsealError('shell.internal');
  const offered = relyingPartyOf(api);
  let relyingParty: ShellRelyingParty | null = null;
  let nativeKeys: ShellNativeKeys | null = null;
  return {
    kind: 'electron',
    get relyingParty() {
      return relyingParty;
    },
    get nativeKeys() {
      return nativeKeys;
    },
    async capabilities() {
      const capabilities = await ask(api.capabilities());
      relyingParty = capabilities.gatedUnlock ? offered : null;
      nativeKeys = capabilities.nativeBound ? nativeKeysOf(api) : null;
      return capabilities;
    },
    deviceShare: async () => copyBytes(await ask(api.deviceShare())),
    forgetShares: () => ask(api.forgetShares()),
    saveFile: async (suggestedName, content) =>
      ask(api.saveFile({ suggestedName, bytes: await bytesOf(content) })),
    storage: async () => {
      const [page, disk] = await Promise.all([readPageStorage(), ask(api.diskSpace())]);
      const { usedBytes, isPersistent } = page;
      return { usedBytes, freeBytes: disk.freeBytes, freeOf: 'disk', isPersistent };
    },
    print: () => ask(api.print()),
    onLockRequested: (listener) => api.onLockRequested(({ reason }) => listener(reason)),
  };
}

/** One message carries the whole file to the main process. */
async function bytesOf(content: Uint8Array<ArrayBuffer> | Blob): Promise<Uint8Array<ArrayBuffer>> {
  if (!(content instanceof Blob)) return content;
  if (content.size > MAX_FILE_BYTES) {
    throw new FieldsealError('backup.too-large', { limit: MAX_FILE_BYTES / BYTES_PER_MB });
  }
  return new Uint8Array(await content.arrayBuffer());
}

function relyingPartyOf(api: ShellApi): ShellRelyingParty {
  return {
    beginRegistration: (operatorId) => ask(api.beginRegistration({ operatorId })),
    finishRegistration: async (operatorId, response) => {
      const request = { operatorId, response: withoutExtensions(response) };
      const { credentialId, share } = await ask(api.finishRegistration(request));
      return { credentialId, share: copyBytes(share) };
    },
    beginAssertion: (operatorId) => ask(api.beginAssertion({ operatorId })),
    finishAssertion: async (operatorId, response) => {
      const request = { operatorId, response: withoutExtensions(response) };
      const { share } = await ask(api.finishAssertion(request));
      return { share: copyBytes(share) };
    },
    forget: async (operatorId, credentialId) => {
      await ask(api.forgetCredential({ operatorId, credentialId }));
    },
  };
}

function nativeKeysOf(api: ShellApi): ShellNativeKeys {
  return {
    create: async (operatorId) => {
      const { keyId, share } = await ask(api.createNativeKey({ operatorId }));
      return { keyId, share: copyBytes(share) };
    },
    release: async (operatorId, keyId) => {
      const { share } = await ask(api.releaseNativeKey({ operatorId, keyId }));
      return { share: copyBytes(share) };
    },
    remove: async (operatorId, keyId) => {
      await ask(api.removeNativeKey({ operatorId, keyId }));
    },
  };
}

/** A PRF output in the extension results is key material; it stays in the page. */
function withoutExtensions<T extends object>(response: T): T {
  return { ...response, clientExtensionResults: {} };
}

async function ask<T>(outcome: Promise<Outcome<T>>): Promise<T> {
  return unwrapOutcome(await outcome, 'shell.internal');
}
