import { toErrorEnvelope } from '../../shared/errors/fieldseal-error.ts';
import {
  CALL_CHANNEL,
  EVENT_CHANNEL,
  SHELL_CALLS,
  SHELL_EVENTS,
  listenerName,
} from '../../shared/ipc/channels.ts';

/** The two things the bridge needs of Electron's `ipcRenderer`; the page gets neither. */
export interface BridgeTransport {
  invoke(channel: string, ...args: readonly unknown[]): Promise<unknown>;
  /** Listens without the event object, which carries the sender; answers how to stop. */
  listen(channel: string, listener: (...args: readonly unknown[]) => void): () => void;
}

export type BridgeFunction = (argument?: unknown) => unknown;

/**
 * One function per call and event of the lists, frozen, and nothing else. The functions of calls never reject: what
 * Electron itself throws becomes an outcome, since its text would name channels and paths.
 */
export function createBridgeApi(
  transport: BridgeTransport,
): Readonly<Record<string, BridgeFunction>> {
  const api: Record<string, BridgeFunction> = {};
  for (const call of SHELL_CALLS) {
    api[call] = async (request) => {
      try {
        return await transport.invoke(CALL_CHANNEL, call, request);
      } catch {
        return { ok: false, error: toErrorEnvelope(undefined, 'shell.internal') };
      }
    };
  }
  for (const event of SHELL_EVENTS) {
    api[listenerName(event)] = (listener) => {
      if (typeof listener !== 'function') throw new TypeError('a listener is a function');
      return transport.listen(EVENT_CHANNEL, (name, payload) => {
        if (name === event) (listener as (payload: unknown) => void)(payload);
      });
    };
  }
  return Object.freeze(api);
}
