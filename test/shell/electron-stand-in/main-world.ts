/** The page's half of the stand-in for `contextBridge`: makes the exposed functions on `window`. */
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
  type CallMessage,
  type ResultMessage,
} from './world-events.ts';

const results = new Map<number, ResultMessage>();
const waiting = new Map<number, (result: ResultMessage) => void>();
const callbacks = new Map<number, (...args: readonly unknown[]) => void>();
let lastId = 0;

hear(RESULT, (message) => results.set(message.callId, message));
hear(SETTLE, (message) => {
  waiting.get(message.callId)?.(message);
  waiting.delete(message.callId);
});
hear(CALLBACK, (message) => {
  callbacks.get(message.functionId)?.(...message.args.map(decodeValue));
});

function call(target: CallMessage['target'], args: readonly unknown[]): unknown {
  const callId = ++lastId;
  const functions = args.flatMap((argument, index) => {
    if (typeof argument !== 'function') return [];
    const functionId = ++lastId;
    callbacks.set(functionId, argument as () => void);
    return [{ index, functionId }];
  });
  const plain = args.map((argument) =>
    typeof argument === 'function' ? null : encodeValue(argument),
  );
  tell(CALL, { callId, target, args: plain, functions });
  const result = results.get(callId);
  results.delete(callId);
  if (result === undefined) throw new Error('the preload did not answer');
  return unpack(result);
}

function unpack(result: ResultMessage): unknown {
  if (result.kind === 'throw') throw new TypeError(String(result.value));
  if (result.kind === 'function') {
    const functionId = result.value as number;
    return (...args: readonly unknown[]) => call({ functionId }, args);
  }
  if (result.kind === 'promise') {
    return new Promise((resolve, reject) => {
      waiting.set(result.callId, (settled) => {
        if (settled.kind === 'throw') reject(new Error(String(settled.value)));
        else resolve(decodeValue(settled.value));
      });
    });
  }
  return decodeValue(result.value);
}

hear(EXPOSE, ({ key, names }) => {
  if (Object.hasOwn(window, key)) return;
  const api: Record<string, (...args: readonly unknown[]) => unknown> = {};
  for (const name of names) api[name] = (...args) => call({ key, name }, args);
  Object.defineProperty(window, key, { value: Object.freeze(api), enumerable: true });
});
tell(READY, {});
