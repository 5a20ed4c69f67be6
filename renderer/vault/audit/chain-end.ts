import type { Collection } from 'dexie';
import { EMPTY_CHAIN, openHead, type AuditHead } from '../../../shared/audit/audit-chain.ts';
import type { AuditEvent } from '../../../shared/audit/audit-event.ts';
import { equalBytes, type Bytes } from '../../../shared/encoding/bytes.ts';
import type { FieldsealStore } from '../database/store.ts';
import type { AuditRow } from './audit-rows.ts';

/** Where a chain goes on. */
export interface ChainEnd {
  readonly head: AuditHead;
  /** The head as it stands in the operator's row. */
  readonly sealed: Bytes | null;
  /** To be written first when rows and head do not belong together, so that going on hides nothing. */
  readonly damage: AuditEvent | null;
}

/** What a chain is written with. */
export interface AuditOrigin {
  readonly operatorId: string;
  readonly auditKey: CryptoKey;
  /** The vault says that the chain was begun: one that is not there was deleted then. */
  readonly isStarted: boolean;
}

/** Reads where the chain ends. A damaged one stops nobody's work: the damage becomes an event of its own. */
export async function readChainEnd(store: FieldsealStore, origin: AuditOrigin): Promise<ChainEnd> {
  const { operatorId, auditKey, isStarted } = origin;
  const sealed = (await store.operators.get(operatorId))?.auditHead ?? null;
  const last = await rowsOf(store, operatorId).last();
  if (sealed === null) {
    const isNew = last === undefined && !isStarted;
    return isNew ? { head: EMPTY_CHAIN, sealed, damage: null } : goOn(last, null, sealed);
  }
  const head = await openHead(auditKey, operatorId, sealed).catch(() => null);
  const fits =
    head !== null && head.sequence === last?.sequence && equalBytes(head.hash, last.hash);
  return fits ? { head, sealed, damage: null } : goOn(last, head, sealed);
}

/** An operator's rows in order, from the one after `after` to `until`. */
export function rowsOf(
  store: FieldsealStore,
  operatorId: string,
  after = 0,
  until = Number.MAX_SAFE_INTEGER,
): Collection<AuditRow, [string, number]> {
  return store.audit
    .where('[operatorId+sequence]')
    .between([operatorId, after], [operatorId, until], false, true);
}

/** True when the head in the row is still the one that was read. */
export function sameHead(found: Bytes | undefined, read: Bytes | null): boolean {
  return found === undefined || read === null
    ? found === undefined && read === null
    : equalBytes(found, read);
}

function goOn(last: AuditRow | undefined, head: AuditHead | null, sealed: Bytes | null): ChainEnd {
  // Behind the head where it can be read: the numbers that are gone stay a gap for good.
  const end = head !== null && head.sequence > (last?.sequence ?? 0) ? head : (last ?? EMPTY_CHAIN);
  return {
    head: { sequence: end.sequence, hash: end.hash },
    sealed,
    damage: { kind: 'audit.damage-found', count: last?.sequence ?? 0 },
  };
}
