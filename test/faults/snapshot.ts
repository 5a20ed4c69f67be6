/** Everything the check needs to know of a laptop, read through the product's vault and from the raw rows. */
import type { Page } from 'playwright-core';
import type { Draft, RecordCounts, RecordSummary } from '../../renderer/vault/vault-api.ts';
import type { Answers } from '../../shared/forms/form-definition.ts';
import type { FaultWindow } from './page-vault.ts';

export interface SnapshotRecord {
  readonly summary: RecordSummary;
  /** Answers of a record that opens, else the code of the refusal. */
  readonly answers: Answers | null;
  readonly refusal: string | null;
  /** Records that a search for its family name, or its identity number, finds. */
  readonly byName: readonly string[];
  readonly byNationalId: readonly string[];
}

export interface SnapshotDraft {
  readonly id: string;
  readonly draft: Draft | null;
  readonly refusal: string | null;
}

/** What the database holds behind the vault's back. */
export interface RawFacts {
  readonly deviceCounter: number;
  readonly registrations: number;
  readonly highestOrder: number;
  readonly operatorIds: readonly string[];
  /** Operators that slots, drafts and records name. */
  readonly ownersOfRows: readonly string[];
  /** Drafts and records as the operators' counters say, and as the rows are, for each operator. */
  readonly counted: Readonly<Record<string, OwnCount>>;
  readonly found: Readonly<Record<string, OwnCount>>;
  /** Records with a key that must be gone, or without one that must be there. */
  readonly wrongKeys: readonly string[];
  /** Records without their own item, or with one in their row as well, and items without a record. */
  readonly wrongItems: readonly string[];
}

export interface OwnCount {
  readonly drafts: number;
  readonly records: number;
}

export interface Snapshot {
  readonly counts: RecordCounts;
  readonly records: readonly SnapshotRecord[];
  readonly drafts: readonly SnapshotDraft[];
  /** What is wrong with the operator's audit chain; '' when it verifies. */
  readonly audit: string;
  readonly raw: RawFacts;
}

/** A record's own key is held until its receipt. */
const STATES_WITH_KEY = ['saved', 'in-batch', 'refused'];

/** Reads it all; the vault must be open. */
export async function readSnapshot(page: Page): Promise<Snapshot> {
  const raw = await page.evaluate(readRawFacts, STATES_WITH_KEY);
  return { ...(await page.evaluate(readVault)), raw };
}

async function readVault(): Promise<Omit<Snapshot, 'raw'>> {
  const vault = (window as unknown as FaultWindow).fieldsealDemoVault;
  const codeOf = (error: unknown): string => String((error as { readonly code?: unknown }).code);
  const textOf = (answers: Answers | null, field: string): string => {
    const answer = answers?.[field];
    return typeof answer === 'string' ? answer : '';
  };
  const drafts: SnapshotDraft[] = [];
  for (const { id } of await vault.listDrafts()) {
    drafts.push(
      await vault.loadDraft(id).then(
        (draft) => ({ id, draft, refusal: null }),
        (error: unknown) => ({ id, draft: null, refusal: codeOf(error) }),
      ),
    );
  }
  const summaries: RecordSummary[] = [];
  for (let next: string | null = ''; next !== null;) {
    const shown = await vault.listRecords(next === '' ? null : next, 100);
    summaries.push(...shown.records);
    next = shown.next;
  }
  const records: SnapshotRecord[] = [];
  for (const summary of summaries) {
    const opened = await vault.openRecord(summary.recordId).then(
      ({ answers }) => ({ answers: answers, refusal: null }),
      (error: unknown) => ({ answers: null, refusal: codeOf(error) }),
    );
    const find = async (by: 'name' | 'national-id', field: string): Promise<readonly string[]> =>
      (await vault.searchRecords({ by, value: textOf(opened.answers, field) })).map(
        ({ recordId }) => recordId,
      );
    records.push({
      summary,
      ...opened,
      byName: await find('name', 'familyName'),
      byNationalId: await find('national-id', 'nationalId'),
    });
  }
  const verdict = await vault.verifyActivity();
  const audit =
    verdict === null
      ? 'not checked to its end'
      : verdict.problems
          .map(({ problem, sequence }) => `${problem} at ${String(sequence)}`)
          .join(', ');
  return { counts: await vault.counts(), records, drafts, audit };
}

async function readRawFacts(statesWithKey: readonly string[]): Promise<RawFacts> {
  type Row = Readonly<Record<string, unknown>>;
  const settled = <T>(request: IDBRequest<T>): Promise<T> =>
    new Promise((resolve, reject) => {
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(new Error('the raw store does not open'));
    });
  const database = await settled(indexedDB.open('fieldseal'));
  const rowsIn = async (transaction: IDBTransaction, table: string): Promise<readonly Row[]> =>
    (await settled(transaction.objectStore(table).getAll())) as Row[];
  const rows = (table: string): Promise<readonly Row[]> =>
    rowsIn(database.transaction(table), table);
  const operators = await rows('operators');
  const drafts = await rows('drafts');
  // In one transaction, since they are written in one.
  const held = database.transaction(['records', 'items']);
  const [records, items] = await Promise.all([rowsIn(held, 'records'), rowsIn(held, 'items')]);
  const waiting: readonly Row[] = (await rows('intake')).flatMap((page) =>
    (page['heads'] as readonly Row[]).map((head) => ({ ...head, operatorId: page['operatorId'] })),
  );
  const slots = await rows('slots');
  const meta = await rows('meta');
  database.close();
  const itemOf = new Map(items.map((row) => [row['recordId'], row['item'] as BufferSource]));
  const wrongItems = items
    .map((row) => row['recordId'])
    .filter((id) => !records.some((row) => row['recordId'] === id));
  for (const row of records) {
    const item = itemOf.get(row['recordId']) ?? new Uint8Array(0);
    const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', item));
    const hex = [...hash].map((byte) => byte.toString(16).padStart(2, '0')).join('');
    if (hex !== row['itemHash'] || 'item' in row) wrongItems.push(row['recordId']);
  }
  const counters = (meta.find((row) => row['key'] === 'counters')?.['value'] ?? {}) as Row;
  const counted: Record<string, OwnCount> = {};
  const found: Record<string, OwnCount> = {};
  for (const operator of operators) {
    const id = String(operator['operatorId']);
    const byState = Object.values(operator['byState'] as Record<string, number>);
    counted[id] = {
      drafts: Number(operator['drafts']),
      records: byState.reduce((sum, count) => sum + count, 0),
    };
    found[id] = {
      drafts: drafts.filter((row) => row['operatorId'] === id).length,
      records: [...records, ...waiting].filter((row) => row['operatorId'] === id).length,
    };
  }
  return {
    deviceCounter: Number(counters['deviceCounter'] ?? 0),
    registrations: Number(counters['registrations'] ?? 0),
    highestOrder: Math.max(0, ...[...records, ...waiting].map((row) => Number(row['savedOrder']))),
    operatorIds: operators.map((row) => String(row['operatorId'])),
    ownersOfRows: [...slots, ...drafts, ...records, ...waiting].map((row) =>
      String(row['operatorId']),
    ),
    counted,
    found,
    wrongKeys: records
      .filter((row) => (row['viewKey'] !== null) !== statesWithKey.includes(String(row['state'])))
      .map((row) => String(row['recordId'])),
    wrongItems: wrongItems.map(String),
  };
}
