import { expect, test } from 'vitest';
import { SHELL_CALLS } from '../../shared/ipc/channels.ts';
import { createBridgeApi, type BridgeTransport } from './bridge-api.ts';

function fakeTransport(invoke: BridgeTransport['invoke']): {
  readonly transport: BridgeTransport;
  readonly emit: (...args: readonly unknown[]) => void;
} {
  const listeners = new Set<(...args: readonly unknown[]) => void>();
  return {
    transport: {
      invoke,
      listen: (_channel, listener) => {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
    },
    emit: (...args) => {
      for (const listener of listeners) listener(...args);
    },
  };
}

test('sends every call over the one channel by its name', async () => {
  const sent: unknown[] = [];
  const { transport } = fakeTransport((...args) => Promise.resolve(sent.push(args)));
  const api = createBridgeApi(transport);
  for (const name of SHELL_CALLS) await api[name]?.({ for: name });
  expect(sent).toEqual(SHELL_CALLS.map((name) => ['fieldseal:call', name, { for: name }]));
});

test('lets no text of Electron’s errors through', async () => {
  const { transport } = fakeTransport(() => Promise.reject(new Error('/home/amina/secret')));
  expect(await createBridgeApi(transport)['print']?.()).toEqual({
    ok: false,
    error: { code: 'shell.internal', retryable: true, details: {} },
  });
});

test('gives listeners the payload of their event and nothing else', () => {
  const { transport, emit } = fakeTransport(() => Promise.resolve());
  const heard: unknown[] = [];
  const stop = createBridgeApi(transport)['onLockRequested']?.((...args: readonly unknown[]) =>
    heard.push(args),
  ) as () => void;
  emit('lockRequested', { reason: 'suspend' }, 'extra');
  emit('somethingElse', { reason: 'suspend' });
  stop();
  emit('lockRequested', { reason: 'shutdown' });
  expect(heard).toEqual([[{ reason: 'suspend' }]]);
});
