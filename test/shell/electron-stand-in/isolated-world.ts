/** The preload's half: stand-ins for `contextBridge` and `ipcRenderer`, answered by Node over a CDP binding. */
import { decodeValue, encodeValue } from './codec.ts';
import {
  CALL,
  CALLBACK,
  EXPOSE,
  READY,
  RESULT,
  SETTLE,
  hear,
  tell,
  type ResultMessage,
} from './world-events.ts';

type AnyFunction = (...args: readonly unknown[]) => unknown;
interface StandInGlobal {
  /** The CDP binding. */
  readonly standInInvoke: (payload: string) => void;
  standInDeliver?: (id: number, ok: boolean, value: unknown) => void;
  standInReceive?: (channel: string, args: readonly unknown[]) => void;
  standInRequire?: (name: string) => unknown;
}

const world = globalThis as unknown as StandInGlobal;
const exposed = new Map<string, Readonly<Record<string, AnyFunction>>>();
const returned = new Map<number, AnyFunction>();
const invocations = new Map<
  number,
  { readonly resolve: (value: unknown) => void; readonly reject: (error: Error) => void }
>();
const listeners = new Map<string, Set<AnyFunction>>();
let lastId = 0;

const contextBridge = {
  exposeInMainWorld(key: string, api: Readonly<Record<string, AnyFunction>>): void {
    exposed.set(key, api);
    tell(EXPOSE, { key, names: Object.keys(api) });
  },
};
hear(READY, () => {
  for (const [key, api] of exposed) tell(EXPOSE, { key, names: Object.keys(api) });
});

const ipcRenderer = {
  invoke(channel: string, ...args: readonly unknown[]): Promise<unknown> {
    const id = ++lastId;
    return new Promise((resolve, reject) => {
      invocations.set(id, { resolve, reject });
      world.standInInvoke(JSON.stringify({ id, channel, args: args.map(encodeValue) }));
    });
  },
  on(channel: string, listener: AnyFunction): void {
    const known = listeners.get(channel) ?? new Set();
    listeners.set(channel, known.add(listener));
  },
  removeListener(channel: string, listener: AnyFunction): void {
    listeners.get(channel)?.delete(listener);
  },
};

world.standInDeliver = (id, ok, value) => {
  const invocation = invocations.get(id);
  invocations.delete(id);
  if (ok) invocation?.resolve(decodeValue(value));
  else invocation?.reject(new Error(String(value)));
};
world.standInReceive = (channel, args) => {
  const event = { sender: ipcRenderer };
  for (const listener of listeners.get(channel) ?? []) listener(event, ...args.map(decodeValue));
};
world.standInRequire = (name) => {
  if (name === 'electron') return { contextBridge, ipcRenderer };
  throw new Error(`a sandboxed preload can't require ${name}`);
};

hear(CALL, ({ callId, target, args, functions }) => {
  const values = args.map(decodeValue);
  for (const { index, functionId } of functions) {
    values[index] = (...callbackArgs: readonly unknown[]) => {
      tell(CALLBACK, { functionId, args: callbackArgs.map(encodeValue) });
    };
  }
  const answer = (
    type: typeof RESULT | typeof SETTLE,
    kind: ResultMessage['kind'],
    value: unknown,
  ): void => {
    tell(type, { callId, kind, value });
  };
  try {
    const called =
      'functionId' in target
        ? returned.get(target.functionId)
        : exposed.get(target.key)?.[target.name];
    const result = called?.(...values);
    if (result instanceof Promise) {
      answer(RESULT, 'promise', null);
      result.then(
        (value) => answer(SETTLE, 'value', encodeValue(value)),
        (error: unknown) => answer(SETTLE, 'throw', String(error)),
      );
    } else if (typeof result === 'function') {
      const functionId = ++lastId;
      returned.set(functionId, result as AnyFunction);
      answer(RESULT, 'function', functionId);
    } else answer(RESULT, 'value', encodeValue(result));
  } catch (error) {
    answer(RESULT, 'throw', String(error));
  }
});
