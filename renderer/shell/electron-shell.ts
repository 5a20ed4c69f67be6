import { copyBytes } from '../../shared/encoding/bytes.ts';
import {
  FieldsealError,
  unwrapOutcome,
  type Outcome,
} from '../../shared/errors/fieldseal-error.ts';
import { API_KEY } from '../../shared/ipc/channels.ts';
import type { ShellApi } from '../../shared/ipc/shell-api.ts';
import { readPageStorage } from './page-storage.ts';
import type { Shell, ShellRelyingParty } from './shell.ts';

/** The desktop shell's API where the page runs in it; undefined in a plain browser. */
export function findShellApi(page: object = globalThis): ShellApi | undefined {
  return (page as { readonly [API_KEY]?: ShellApi })[API_KEY];
}

/**
 * The `Shell` over the desktop shell's API. Its `relyingParty` is null until `capabilities()` was answered, since
 * only then it is known whether this laptop has a keychain to keep shares in.
 * @throws FieldsealError `shell.internal` where the page does not run in the desktop shell.
 */
export function createElectronShell(api: ShellApi | undefined = findShellApi()): Shell {
  if (api === undefined) throw new FieldsealError('shell.internal');
  const offered = relyingPartyOf(api);
  let relyingParty: ShellRelyingParty | null = null;
  return {
    kind: 'electron',
    get relyingParty() {
      return relyingParty;
    },
    async capabilities() {
      const capabilities = await ask(api.capabilities());
      relyingParty = capabilities.gatedUnlock ? offered : null;
      return capabilities;
    },
    deviceShare: async () => copyBytes(await ask(api.deviceShare())),
    saveFile: (suggestedName, bytes) => ask(api.saveFile({ suggestedName, bytes })),
    storage: async () => {
      const [page, disk] = await Promise.all([readPageStorage(), ask(api.diskSpace())]);
      const { usedBytes, isPersistent } = page;
      return { usedBytes, freeBytes: disk.freeBytes, freeOf: 'disk', isPersistent };
    },
    print: () => ask(api.print()),
    onLockRequested: (listener) => api.onLockRequested(({ reason }) => listener(reason)),
  };
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
  };
}

/** A PRF output in the extension results is key material; it stays in the page. */
function withoutExtensions<T extends object>(response: T): T {
  return { ...response, clientExtensionResults: {} };
}

async function ask<T>(outcome: Promise<Outcome<T>>): Promise<T> {
  return unwrapOutcome(await outcome, 'shell.internal');
}
