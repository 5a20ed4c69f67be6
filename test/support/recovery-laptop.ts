import {
  generateSigningSeed,
  importAeadKey,
  MINIMUM_ARGON2_COST,
  randomBytes,
  type SigningKey,
} from '../../shared/crypto/index.ts';
import { fromBase64Url, type Bytes } from '../../shared/encoding/bytes.ts';
import type { RecoveryBundle } from '../../shared/recovery/recovery-bundle.ts';
import type { RecoverySlotRow } from '../../renderer/vault/database/recovery-rows.ts';
import type { OperatorRow } from '../../renderer/vault/database/rows.ts';
import type { FieldsealStore } from '../../renderer/vault/database/store.ts';
import { createFactorCeremonies } from '../../renderer/vault/keys/factor-ceremonies.ts';
import { createMutex } from '../../renderer/vault/mutex.ts';
import { makeRecoverySlot } from '../../renderer/vault/recovery/recovery-slot.ts';
import type { KeyWork } from '../../renderer/vault/rotation/key-work.ts';
import type { VaultContext } from '../../renderer/vault/vault-context.ts';
import { NOW, openKeys, OPERATOR_ID } from './open-keys.ts';
import { administrator, keys, pack, storedProgramme } from './recovery-programme.ts';
import { standInServer, type StandInServer } from './stand-in-server.ts';
import { vouch } from './vouch.ts';

/** A locked laptop of the sample programme, with one vault that the holders of its recovery keys can open. */
export interface RecoveryLaptop {
  readonly context: VaultContext;
  readonly store: FieldsealStore;
  readonly server: StandInServer;
  /** What the vault has told the screens. */
  readonly told: unknown[];
  readonly vaultKey: Bytes;
  readonly work: KeyWork;
  readonly operator: OperatorRow;
  readonly deviceKey: SigningKey;
  readonly slot: RecoverySlotRow;
  readonly bundle: RecoveryBundle;
}

/** Sets one up; nothing of it is shared with another. */
export async function makeRecoveryLaptop(): Promise<RecoveryLaptop> {
  const vaultKey = randomBytes(32);
  const work = await openKeys(undefined, OPERATOR_ID, vaultKey);
  const { store } = work;
  const { key: own } = await generateSigningSeed();
  const request = fromBase64Url((await vouch(own, 'enumerator', administrator)).request);
  await store.operators.update(OPERATOR_ID, { request });
  await store.write('programme', await storedProgramme(pack));
  const operator = (await store.operators.get(OPERATOR_ID))!;
  const slot = await makeRecoverySlot(operator, vaultKey, work.vaultKeys.keysKey, keys, NOW);
  await store.recoverySlots.put(slot);
  const { key: deviceKey } = await generateSigningSeed();
  const server = standInServer();
  const told: unknown[] = [];
  const party = { rpId: 'localhost', origin: 'http://localhost:8440' };
  const context = {
    store,
    host: {
      relyingParty: party,
      gatedUnlock: true,
      nativeBound: false,
      deviceWrappingKey: await importAeadKey(randomBytes(32)),
      deviceKey,
      shareLost: false,
    },
    session: null,
    locks: 0,
    deps: { now: () => NOW },
    ceremonies: createFactorCeremonies(() => party),
    writes: createMutex(),
    api: server.api,
    argon2Cost: () => Promise.resolve(MINIMUM_ARGON2_COST),
    emit: (event: unknown) => told.push(event),
  } as unknown as VaultContext;
  const bundle = { binding: slot.binding, wrapped: slot.wrapped, shares: slot.shares! };
  return { context, store, server, told, vaultKey, work, operator, deviceKey, slot, bundle };
}
