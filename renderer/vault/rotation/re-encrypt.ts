import type { RegistrantRecord } from '../../../shared/domain/registrant-record.ts';
import { equalBytes, type Bytes } from '../../../shared/encoding/bytes.ts';
import { FieldsealError } from '../../../shared/errors/fieldseal-error.ts';
import { intakeText, openIntake, sealIntake } from '../intake/intake-page.ts';
import type { IntakeRow } from '../intake/intake-rows.ts';
import { withRetired } from '../keys/ring-state.ts';
import { resealOperator } from '../keys/operator-keys.ts';
import { RING_NAMES, VAULT_RINGS } from '../keys/vault-rings.ts';
import type { OriginalItem } from '../database/rows.ts';
import { STAGES, type JobRow } from './job-rows.ts';
import type { KeyWork } from './key-work.ts';
import { namesOldKeys } from './old-keys.ts';
import { areUnchanged, changeRings } from './rotate-keys.ts';

/** Rows that are sealed anew in one transaction. */
const CHUNK = 50;

/** How the caller follows the work and ends it. */
export interface ReEncryption {
  isStopped(): boolean;
  onProgress(job: JobRow): void;
}

/**
 * Seals everything of the operator under the newest versions, chunk by chunk; each chunk commits with its cursor,
 * so that it can be killed anywhere and run again. Rows that were saved meanwhile are newer already and are left.
 * Answers false when it was stopped.
 */
export async function reEncrypt(work: KeyWork, control: ReEncryption): Promise<boolean> {
  for (;;) {
    const job = await work.store.jobs.get([work.operatorId, 're-encrypt']);
    if (job === undefined) return true;
    control.onProgress(job);
    if (control.isStopped()) return false;
    if (job.stage === 'drafts') await draftChunk(work, job);
    else if (job.stage === 'intake') await intakeChunk(work, job);
    else if (job.stage === 'records') await recordChunk(work, job);
    else await operatorChunk(work, job);
  }
}

interface Resealed {
  readonly id: string;
  readonly before: Bytes;
  readonly after: Bytes;
  /** Of a restored record: the keys of what it was made of, sealed anew beside its own. */
  readonly originals?: readonly OriginalItem[] | undefined;
}

async function draftChunk(work: KeyWork, job: JobRow): Promise<void> {
  const { store, operatorId, rings } = work;
  const rows = await store.drafts.where('id').above(job.cursor).limit(CHUNK).toArray();
  const own = rows.filter((row) => row.operatorId === operatorId);
  const resealed = await resealAll(own, async ({ id, sealed }) => {
    if (rings.isCurrent('drafts', sealed)) return null;
    const bound = { draftId: id, operatorId };
    const plain = await rings.open('drafts', 'draft', bound, sealed);
    return { id, before: sealed, after: await rings.seal('drafts', 'draft', bound, plain) };
  });
  const next = following(job, own.length, rows.length < CHUNK ? null : rows.at(-1)?.id);
  await commitChunk(work, job, next, async () => {
    for (const { id, before, after } of resealed) {
      const row = await store.drafts.get(id);
      // Saved meanwhile, and so sealed under the newest key; or gone.
      if (row === undefined || !equalBytes(row.sealed, before)) continue;
      await store.drafts.update(id, { sealed: after });
    }
  });
}

/** Pages are large, and few: one at a time. What is filed meanwhile is sealed anew by that. */
async function intakeChunk(work: KeyWork, job: JobRow): Promise<void> {
  const { store, operatorId, rings } = work;
  const row = await store.intake.where('id').above(job.cursor).first();
  const owner = { operatorId, rings };
  // A damaged page stays as it is, like a damaged row; it may not even say which key it names.
  const records = row === undefined ? null : await openOldPage(work, row).catch(() => null);
  const after =
    row === undefined || records === null
      ? null
      : await sealIntake(owner, row.id, [intakeText(records)]);
  const own = row?.operatorId === operatorId ? row.heads.length : 0;
  await commitChunk(work, job, following(job, own, row?.id ?? null), async () => {
    if (row === undefined || after === null) return;
    const held = await store.intake.get(row.id);
    if (held === undefined || !equalBytes(held.sealed, row.sealed)) return;
    await store.intake.update(row.id, { sealed: after });
  });
}

/** The records of an own page that names an old version; null for any other. */
async function openOldPage(
  { operatorId, rings }: KeyWork,
  row: IntakeRow,
): Promise<readonly RegistrantRecord[] | null> {
  if (row.operatorId !== operatorId || rings.isCurrent('records', row.sealed)) return null;
  return openIntake({ operatorId, rings }, row);
}

async function recordChunk(work: KeyWork, job: JobRow): Promise<void> {
  const { store, operatorId, rings } = work;
  const rows = await store.records.where('recordId').above(job.cursor).limit(CHUNK).toArray();
  const own = rows.filter((row) => row.operatorId === operatorId);
  const resealed = await resealAll(own, async ({ recordId, version, viewKey, originals }) => {
    if (viewKey === null || rings.isCurrent('records', viewKey)) return null;
    const bound = { operatorId, recordId, version };
    const again = async (sealed: Bytes): Promise<Bytes> => {
      const plain = await rings.open('records', 'record-view', bound, sealed);
      const after = await rings.seal('records', 'record-view', bound, plain);
      plain.fill(0);
      return after;
    };
    const sealedOriginals =
      originals === undefined
        ? undefined
        : await Promise.all(
            originals.map(async (original) => ({
              ...original,
              viewKey: await again(original.viewKey),
            })),
          );
    return {
      id: recordId,
      before: viewKey,
      after: await again(viewKey),
      originals: sealedOriginals,
    };
  });
  const next = following(job, own.length, rows.length < CHUNK ? null : rows.at(-1)?.recordId);
  await commitChunk(work, job, next, async () => {
    for (const { id, before, after, originals } of resealed) {
      const viewKey = (await store.records.get(id))?.viewKey ?? null;
      // A receipt may have dropped the key meanwhile: it must not come back.
      if (viewKey === null || !equalBytes(viewKey, before)) continue;
      await store.records.update(id, {
        viewKey: after,
        ...(originals === undefined ? {} : { originals }),
      });
    }
  });
}

/** The operator's own keys and grant, and the end: what nothing names any more is retired. */
async function operatorChunk(work: KeyWork, job: JobRow): Promise<void> {
  const { store, operatorId, rings } = work;
  const read = await store.operators.get(operatorId);
  if (read === undefined) throw new FieldsealError('vault.operator-unknown');
  const { operatorKeys, grantKeys } = read;
  const resealed = await resealOperator(rings, operatorId, { operatorKeys, grantKeys });
  const isWritten = await store.transaction('rw', store.operators, async () => {
    const row = await store.operators.get(operatorId);
    const isSame =
      row !== undefined &&
      equalBytes(row.operatorKeys, operatorKeys) &&
      equalBytes(row.grantKeys ?? new Uint8Array(0), grantKeys ?? new Uint8Array(0));
    if (isSame) await store.operators.update(operatorId, resealed);
    return isSame;
  });
  // A grant came in between: the next round takes it too.
  if (isWritten) await finish(work, job);
}

/** Ends the job, unless another window has done so: what that began meanwhile is a job of its own. */
async function finish(work: KeyWork, job: JobRow): Promise<void> {
  const { store, audit, rings } = work;
  const refs = RING_NAMES.map((name) => VAULT_RINGS[name]);
  const left = await namesOldKeys(work);
  const event = { kind: 'keys.re-encrypted' as const, count: job.done + 1 };
  // Damaged rows still name the old version; it stays in use for the day they are mended.
  const change = left === 0 ? withRetired : <T>(ring: T): T => structuredClone(ring);
  await changeRings(work, refs, change, async ({ before, after }) => {
    const done = await audit.commit(event, [store.dataKeys, store.jobs], async () => {
      if (!(await isUnderWay(work, job)) || !(await areUnchanged(work, before))) return null;
      await store.dataKeys.bulkPut(after);
      await store.jobs.delete([job.operatorId, job.kind]);
      return true;
    });
    return done !== null;
  });
  await rings.reload();
}

/** True while the job is the one that was read, in the same place. */
async function isUnderWay({ store }: Pick<KeyWork, 'store'>, read: JobRow): Promise<boolean> {
  const job = await store.jobs.get([read.operatorId, read.kind]);
  return (
    job?.startedAt === read.startedAt && job.stage === read.stage && job.cursor === read.cursor
  );
}

/** Where the job stands after a chunk: further in its stage, or (`last` null) at the start of the next. */
function following(job: JobRow, own: number, last: string | null | undefined): JobRow {
  const done = job.done + own;
  if (typeof last === 'string') return { ...job, done, cursor: last };
  const stage = STAGES[STAGES.indexOf(job.stage) + 1] ?? 'operator';
  return { ...job, done, stage, cursor: '' };
}

/** What could be sealed anew. A damaged row stays as it is: opening it says what is wrong with it. */
async function resealAll<Row>(
  rows: readonly Row[],
  reseal: (row: Row) => Promise<Resealed | null>,
): Promise<readonly Resealed[]> {
  const results = await Promise.all(rows.map((row) => reseal(row).catch(() => null)));
  return results.filter((result) => result !== null);
}

/** Writes the rows and the cursor together, unless another window has done this chunk. */
async function commitChunk(
  { store }: KeyWork,
  before: JobRow,
  next: JobRow,
  write: () => Promise<void>,
): Promise<void> {
  const tables = [store.drafts, store.intake, store.records, store.jobs];
  await store.transaction('rw', tables, async () => {
    if (!(await isUnderWay({ store }, before))) return;
    await write();
    await store.jobs.put(next);
  });
}
