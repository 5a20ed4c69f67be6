import { expect, test, vi } from 'vitest';
import { FieldsealError } from '../../../shared/errors/fieldseal-error.ts';
import type { Shell } from '../../shell/shell.ts';
import type { VaultApi } from '../../vault/vault-api.ts';
import { createFactorsStore, type FactorTask } from './store.ts';

const FACTOR = {
  id: 'slot-1',
  tier: 'native-bound',
  name: '',
  createdAt: null,
  lastUsedAt: null,
  isInUse: true,
  mayRemove: true,
} as const;
const WISH = {
  passphrase: 'old',
  newPassphrase: 'new',
  tier: 'native-bound',
  name: 'Mine',
} as const;
const SHARE = new Uint8Array(32);

/** A vault and a host that take down what they are asked, in order. */
function world(changes: Partial<VaultApi> = {}) {
  const asked: string[] = [];
  const note =
    <T>(name: string, value: T) =>
    (...args: unknown[]) => {
      asked.push(`${name} ${args.filter((arg) => typeof arg === 'string').join(' ')}`.trim());
      return Promise.resolve(value);
    };
  const vault = {
    beginReauthentication: note('ask', { tier: 'native-bound', keyId: 'old-key' }),
    listFactors: note('list', null),
    addFactor: note('add', undefined),
    replaceFactor: note('replace', { tier: 'native-bound', credentialId: 'old-key' }),
    removeFactor: note('remove', { tier: 'native-bound', credentialId: 'old-key' }),
    changePassphrase: note('passphrase', undefined),
    ...changes,
  } as unknown as VaultApi;
  const nativeKeys = {
    create: note('create', { keyId: 'new-key', share: SHARE }),
    release: note('release', { share: SHARE }),
    remove: note('forget', undefined),
  };
  const shell = { nativeKeys, relyingParty: null } as unknown as Shell;
  return { store: createFactorsStore(vault, shell), asked };
}

test.each<[FactorTask, readonly string[]]>([
  [{ kind: 'add' }, ['ask', 'release op old-key', 'create op', 'add Mine', 'list']],
  [
    { kind: 'replace', factor: FACTOR },
    ['ask', 'release op old-key', 'create op', 'replace slot-1 Mine', 'forget op old-key', 'list'],
  ],
  [
    { kind: 'remove', factor: FACTOR },
    ['ask', 'release op old-key', 'remove slot-1', 'forget op old-key', 'list'],
  ],
  [{ kind: 'passphrase' }, ['ask', 'release op old-key', 'passphrase new', 'list']],
])('$kind: the existing way first, the host forgets last', async (task, expected) => {
  const { store, asked } = world();
  store.getState().begin(task);
  await store.getState().confirm('op', WISH);
  expect(asked).toEqual(expected);
  expect(store.getState()).toMatchObject({ task: null, done: task.kind, phase: null });
});

test('what fails is said in the dialog, which stays open, and nothing is forgotten', async () => {
  const { store, asked } = world({
    removeFactor: () => Promise.reject(new FieldsealError('vault.factor-last')),
  });
  store.getState().begin({ kind: 'remove', factor: FACTOR });
  await store.getState().confirm('op', WISH);
  expect(store.getState().taskFailure?.code).toBe('vault.factor-last');
  expect(store.getState().task).not.toBeNull();
  expect(asked).not.toContain('forget op old-key');
});

test('an answer that comes after a lock leaves nothing behind', async () => {
  let answer = (): void => undefined;
  const { store } = world({
    changePassphrase: () =>
      new Promise((resolve) => {
        answer = resolve;
      }),
  });
  store.getState().begin({ kind: 'passphrase' });
  const confirmed = store.getState().confirm('op', WISH);
  await vi.waitFor(() => expect(store.getState().phase).toBe('saving'));
  store.getState().clear();
  answer();
  await confirmed;
  expect(store.getState()).toMatchObject({ list: null, done: null, phase: null });
});
