import { IDBFactory, IDBKeyRange } from 'fake-indexeddb';
import { createOperatorAudit } from '../../renderer/vault/audit/operator-audit.ts';
import { NO_RECORDS } from '../../renderer/vault/database/counts.ts';
import type { OperatorRow } from '../../renderer/vault/database/rows.ts';
import { openStore, type FieldsealStore } from '../../renderer/vault/database/store.ts';
import { loadKeyRings } from '../../renderer/vault/keys/key-rings.ts';
import { makeOperatorKeys } from '../../renderer/vault/keys/operator-keys.ts';
import { deriveVaultKeys } from '../../renderer/vault/keys/vault-keys.ts';
import { VAULT_RINGS, type RingName } from '../../renderer/vault/keys/vault-rings.ts';
import type { KeyWork } from '../../renderer/vault/rotation/key-work.ts';
import { runContentSteps } from '../../renderer/vault/session/content-steps.ts';
import { randomBytes, type KeyRef } from '../../shared/crypto/index.ts';
import { utf8, type Bytes } from '../../shared/encoding/bytes.ts';
import type { AuditEvent } from '../../shared/audit/audit-event.ts';

export const OPERATOR_ID = 'op';
export const NOW = new Date('2026-11-20T08:00:00.000Z');

/** An empty database of its own. */
export function openEmptyStore(): Promise<FieldsealStore> {
  return openStore('keys', { indexedDB: new IDBFactory(), IDBKeyRange });
}

export function operatorRow(operatorKeys: Bytes, operatorId = OPERATOR_ID): OperatorRow {
  return {
    operatorId,
    name: 'Amal',
    role: 'enumerator',
    areaIds: ['nahr'],
    status: 'active',
    leaseUntil: null,
    serverUrl: 'http://localhost:8440',
    request: new Uint8Array(0),
    requestHash: '',
    operatorKeys,
    grantKeys: null,
    failedAttempts: 0,
    backOffUntil: null,
    drafts: 0,
    byState: NO_RECORDS,
  };
}

/** What a ring is called in the key manager, and nothing else of it. */
export function refOf(name: RingName): KeyRef {
  const { purpose, keyId } = VAULT_RINGS[name];
  return { purpose, keyId };
}

/** The keys of a vault as its first unlock leaves them, without a programme, a passphrase or a server. */
export async function openKeys(
  store?: FieldsealStore,
  operatorId = OPERATOR_ID,
  vaultKey = randomBytes(32),
): Promise<KeyWork> {
  const opened = store ?? (await openEmptyStore());
  const vaultKeys = await deriveVaultKeys(vaultKey, operatorId);
  const { sealed } = await makeOperatorKeys(vaultKeys.keysKey, operatorId);
  const row = operatorRow(sealed, operatorId);
  await opened.operators.add(row);
  const origin = { operatorId, auditKey: vaultKeys.auditKey, isStarted: false };
  const audit = createOperatorAudit(opened, origin, () => NOW);
  await runContentSteps(opened, row, vaultKeys, audit, NOW);
  const rings = await loadKeyRings(opened, operatorId, vaultKeys);
  return { store: opened, operatorId, vaultKeys, rings, audit, now: () => NOW };
}

/** The same work, with the events that it writes kept, and what `before` does just before each is committed. */
export function watchEvents(
  work: KeyWork,
  before: (event: AuditEvent) => Promise<unknown> | undefined = () => undefined,
): { readonly watched: KeyWork; readonly events: AuditEvent[] } {
  const events: AuditEvent[] = [];
  const { audit } = work;
  const watched: KeyWork = {
    ...work,
    audit: {
      ...audit,
      async commit(event, tables, write) {
        await before(event);
        const done = await audit.commit(event, tables, write);
        if (done !== null) events.push(event);
        return done;
      },
    },
  };
  return { watched, events };
}

/** A draft and a record of `operatorId`, sealed as the app seals them. */
export async function addContent({ store, operatorId, rings }: KeyWork, id: string): Promise<void> {
  const draft = { draftId: id, operatorId };
  const record = { operatorId, recordId: id, version: 1 };
  const view = (text: string): Promise<Bytes> =>
    rings.seal('records', 'record-view', record, utf8(text));
  await store.drafts.add({
    id,
    operatorId,
    updatedAt: NOW.toISOString(),
    sealed: await rings.seal('drafts', 'draft', draft, utf8(`draft ${id}`)),
  });
  await store.records.add({
    recordId: id,
    version: 1,
    operatorId,
    areaId: 'nahr',
    savedOrder: await store.records.count(),
    savedAt: NOW.toISOString(),
    registrationNumber: id,
    state: 'saved',
    refusal: null,
    itemHash: '',
    viewKey: await view(`record ${id}`),
    returned: null,
    originals: [{ item: new Uint8Array(0), itemHash: '', viewKey: await view(`original ${id}`) }],
  });
}
