import { proxy, wrap } from 'comlink';
import { FieldsealError } from '../../shared/errors/fieldseal-error.ts';
import { installErrorTransfer } from './error-transfer.ts';
import type { VaultApi } from './vault-api.ts';

type AnyCall = (...args: unknown[]) => Promise<unknown>;

/** Starts the vault worker and answers the vault as seen from the UI thread. */
export function connectVault(): VaultApi {
  installErrorTransfer();
  const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' });
  const remote = wrap<VaultApi>(worker) as unknown as Readonly<Record<string, AnyCall>>;
  // A worker that cannot even load never answers: every call then fails instead of waiting for ever.
  const failed = new Promise<never>((_resolve, reject) => {
    worker.addEventListener('error', () => reject(new FieldsealError('vault.internal')), {
      once: true,
    });
  });
  failed.catch(() => undefined);
  const calls = new Map<string, AnyCall>();
  return new Proxy({} as VaultApi, {
    get(_target, name) {
      // Not a promise: `await` asks for `then`.
      if (typeof name !== 'string' || name === 'then') return undefined;
      const known = calls.get(name);
      if (known !== undefined) return known;
      const call: AnyCall = (...args) =>
        Promise.race([remote[name]?.(...args.map(transferable)), failed]);
      calls.set(name, call);
      return call;
    },
  });
}

/** Listeners stay where they are; the worker calls them through a port. */
function transferable(argument: unknown): unknown {
  return typeof argument === 'function' ? proxy(argument as () => void) : argument;
}
