import type { Table } from 'dexie';
import {
  sealHead,
  sealLink,
  type AuditHead,
  type AuditLink,
} from '../../../shared/audit/audit-chain.ts';
import type { AuditEntry, AuditEvent } from '../../../shared/audit/audit-event.ts';
import { FieldsealError } from '../../../shared/errors/fieldseal-error.ts';
import type { Bytes } from '../../../shared/encoding/bytes.ts';
import type { OperatorRow } from '../database/rows.ts';
import type { FieldsealStore } from '../database/store.ts';
import { createMutex } from '../mutex.ts';
import { readChainEnd, sameHead, type AuditOrigin, type ChainEnd } from './chain-end.ts';
import { addPending } from './pending-events.ts';

/** Writes an operator's chain. It goes on working after a lock, for work that was under way. */
export interface OperatorAudit {
  /** Writes the event; it is on disk when the promise resolves. @throws FieldsealError `vault.storage-full`. */
  append(event: AuditEvent): Promise<void>;
  /**
   * Writes the event in one transaction with `work` on `tables`: both are kept, or neither. `work` answers null when
   * it wrote nothing; then nothing is. It may run again when another window wrote to the chain in between. It is given
   * the operator's row; with `changed`, which is asked after it, that row is written once for both, and `work` must
   * leave it alone.
   */
  commit<T>(
    event: AuditEvent,
    tables: readonly Table[],
    work: (operator: OperatorRow) => Promise<T | null>,
    changed?: (operator: OperatorRow) => OperatorRow,
  ): Promise<T | null>;
  /** Keeps the event for the next write, at most a second away: for reads, which must not wait for a disk. */
  later(event: AuditEvent): void;
  /** Writes what `later` kept. */
  flush(): Promise<void>;
}

const FLUSH_PAUSE_MS = 1000;
/** Another window may append first; then everything is sealed anew after its event. */
const MOST_TRIES = 8;

/** One writer at a time; two windows are kept apart by comparing the head inside the transaction. */
export function createOperatorAudit(
  store: FieldsealStore,
  origin: AuditOrigin,
  now: () => Date,
): OperatorAudit {
  const oneAtATime = createMutex();
  let end: ChainEnd | null = null;
  let pending: readonly AuditEntry[] = [];
  let timer: ReturnType<typeof setTimeout> | null = null;

  const stamp = (event: AuditEvent): AuditEntry => ({ ...event, at: now().toISOString() });

  async function tryWrite<T>(
    written: readonly AuditEntry[],
    event: AuditEvent | null,
    tables: readonly Table[],
    work: (operator: OperatorRow) => Promise<T | null>,
    changed?: (operator: OperatorRow) => OperatorRow,
  ): Promise<{ readonly value: T | null; readonly isWritten: boolean } | null> {
    const from = end ?? (await readChainEnd(store, origin));
    end = from;
    const entries = [
      ...(from.damage === null ? [] : [stamp(from.damage)]),
      ...written,
      ...(event === null ? [] : [stamp(event)]),
    ];
    const links = await sealLinks(origin, from.head, entries);
    const last = links.at(-1) ?? from.head;
    const sealed =
      links.length === 0 ? from.sealed : await sealHead(origin.auditKey, origin.operatorId, last);
    const used = [...new Set([store.audit, store.operators, ...tables])];
    const outcome = await store.transaction('rw', used, async () => {
      const operator = await store.operators.get(origin.operatorId);
      if (operator === undefined) throw new FieldsealError('vault.operator-unknown');
      if (!sameHead(operator.auditHead, from.sealed)) return null;
      const value = await work(operator);
      if (value === null) return { value, isWritten: false };
      await Promise.all([
        store.audit.bulkAdd(links.map((link) => ({ operatorId: origin.operatorId, ...link }))),
        writeOperator(changed?.(operator), sealed),
      ]);
      return { value, isWritten: true };
    });
    if (outcome === null) {
      end = null;
      return null;
    }
    if (outcome.isWritten) {
      end = { head: { sequence: last.sequence, hash: last.hash }, sealed, damage: null };
    }
    return outcome;
  }

  /** What waits goes along, and waits again where nothing was written; nothing is added to it meanwhile. */
  async function writeAll<T>(
    event: AuditEvent | null,
    tables: readonly Table[],
    work: (operator: OperatorRow) => Promise<T | null>,
    changed?: (operator: OperatorRow) => OperatorRow,
  ): Promise<T | null> {
    const written = pending;
    pending = [];
    let isWritten = false;
    try {
      for (let attempt = 0; attempt < MOST_TRIES; attempt++) {
        const done = await tryWrite(written, event, tables, work, changed);
        if (done === null) continue;
        ({ isWritten } = done);
        return done.value;
      }
    } finally {
      if (!isWritten) pending = pending.reduce(addPending, written);
    }
    throw new FieldsealError('vault.internal');
  }

  async function writeOperator(
    changed: OperatorRow | undefined,
    sealed: Bytes | null,
  ): Promise<void> {
    const head = sealed === null ? {} : { auditHead: sealed };
    if (changed !== undefined) await store.operators.put({ ...changed, ...head });
    else if (sealed !== null) await store.operators.update(origin.operatorId, head);
  }

  function write<T>(
    event: AuditEvent | null,
    tables: readonly Table[],
    work: (operator: OperatorRow) => Promise<T | null>,
    changed?: (operator: OperatorRow) => OperatorRow,
  ): Promise<T | null> {
    return oneAtATime(() => writeAll(event, tables, work, changed));
  }

  async function flush(): Promise<void> {
    if (timer !== null) clearTimeout(timer);
    timer = null;
    await oneAtATime(async () => {
      if (pending.length > 0) await writeAll(null, [], () => Promise.resolve(true));
    });
  }

  return {
    async append(event) {
      await write(event, [], () => Promise.resolve(true));
    },
    commit: write,
    later(event) {
      pending = addPending(pending, stamp(event));
      // What can't be written now is kept for the next write.
      timer ??= setTimeout(() => void flush().catch(() => undefined), FLUSH_PAUSE_MS);
    },
    flush,
  };
}

async function sealLinks(
  { auditKey, operatorId }: AuditOrigin,
  head: AuditHead,
  entries: readonly AuditEntry[],
): Promise<readonly AuditLink[]> {
  const links: AuditLink[] = [];
  for (const entry of entries) {
    links.push(await sealLink(auditKey, operatorId, links.at(-1) ?? head, entry));
  }
  return links;
}
