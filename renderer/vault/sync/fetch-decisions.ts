import type { z } from 'zod';
import { keyIdOf, openSignedMessage, peekUnverified } from '../../../shared/crypto/index.ts';
import { decide } from '../../../shared/access/decide.ts';
import { CLOCK_TOLERANCE_MS, holdAssignments } from '../../../shared/access/held-assignment.ts';
import { copyBytes, fromBase64Url } from '../../../shared/encoding/bytes.ts';
import { DecisionPage, ROUTES } from '../../../shared/sync/http-api.ts';
import { ReviewDecision } from '../../../shared/sync/review-decision.ts';
import { assignmentsOf } from '../../../shared/sync/provisioning.ts';
import { openVoucher, type VouchedOperator } from '../../../shared/sync/voucher.ts';
import { forgetApproved } from '../attachments/apply-verdicts.ts';
import { attachmentTables } from '../attachments/store-attachments.ts';
import { countMoves, NEVER_SYNCED } from '../database/counts.ts';
import type { RecordRow } from '../database/rows.ts';
import { noteServerTime, requireStore, type VaultContext } from '../vault-context.ts';
import type { StopRequest } from './stop-request.ts';
import type { SyncTarget } from './sync-target.ts';

const PAGE_SIZE = 200;
const MOST_PAGES = 1000;

type Page = z.infer<typeof DecisionPage>;

/** Decisions taken, and decisions that no signature vouched for by the administrator covers. */
export interface DecisionCounts {
  readonly taken: number;
  readonly refused: number;
}

/** Fetches the decisions on this laptop's records. Each is believed by its signature, not because the server has it. */
export async function fetchDecisions(
  context: VaultContext,
  target: SyncTarget,
  stop: StopRequest,
): Promise<DecisionCounts> {
  const store = requireStore(context);
  let taken = 0;
  let refused = 0;
  for (let page = 0; page < MOST_PAGES && !stop.isStopped; page++) {
    const after = ((await store.read('sync')) ?? NEVER_SYNCED).decisionCursor;
    const answer = await context.api.json(
      {
        serverUrl: target.serverUrl,
        method: 'GET',
        path: `${ROUTES.decisions}?after=${String(after)}&limit=${String(PAGE_SIZE)}`,
        key: target.deviceKey,
      },
      DecisionPage,
    );
    const counts = await context.writes(() => applyPage(context, target, answer, after));
    taken += counts.taken;
    refused += counts.refused;
    if (!answer.more || answer.decisions.length === 0) {
      await context.writes(() => dropHeldKeys(context));
      break;
    }
  }
  if (taken > 0) context.emit({ type: 'records-changed' });
  return { taken, refused };
}

async function applyPage(
  context: VaultContext,
  target: SyncTarget,
  page: Page,
  after: number,
): Promise<DecisionCounts> {
  const store = requireStore(context);
  const vouchers = await openVouchers(target, page);
  const verified: ReviewDecision[] = [];
  let refused = 0;
  for (const { decision } of page.decisions) {
    const opened = await verifyDecision(context, target, vouchers, decision);
    if (opened === null) refused++;
    else if (opened !== 'not-here') verified.push(opened);
  }
  let taken = 0;
  const tables = [store.meta, store.records, ...attachmentTables(store), store.operators];
  await store.transaction('rw', tables, async () => {
    for (const decision of verified) {
      if (await applyDecision(context, decision)) taken++;
    }
    await forgetApproved(
      store,
      verified.map(({ recordId }) => recordId),
    );
    const sync = (await store.read('sync')) ?? NEVER_SYNCED;
    noteServerTime(context, page.serverTime);
    await store.write('sync', {
      ...sync,
      lastServerTime: page.serverTime,
      decisionCursor: Math.max(after, ...page.decisions.map((entry) => entry.cursor)),
    });
  });
  return { taken, refused };
}

/** Every decision on restored records that the server held already has come: what is not returned is sealed now. */
async function dropHeldKeys(context: VaultContext): Promise<void> {
  const store = requireStore(context);
  await store.transaction('rw', store.meta, store.records, async () => {
    const sync = (await store.read('sync')) ?? NEVER_SYNCED;
    if ((sync.heldElsewhere ?? []).length === 0) return;
    for (const recordId of sync.heldElsewhere ?? []) {
      const row = await store.records.get(recordId);
      if (row?.state === 'received') await store.records.update(recordId, { viewKey: null });
    }
    await store.write('sync', { ...sync, heldElsewhere: [] });
  });
}

async function applyDecision(context: VaultContext, decision: ReviewDecision): Promise<boolean> {
  const store = requireStore(context);
  const row = await store.records.get(decision.recordId);
  // Decided versions that were corrected meanwhile stay as they are.
  if (row?.state !== 'received' || row.itemHash !== decision.itemHash) return false;
  const next: RecordRow =
    decision.verdict === 'approved'
      ? { ...row, state: 'approved', viewKey: null }
      : {
          ...row,
          state: 'returned',
          returned: {
            recordKey: decision.recordKey,
            otherKeys: decision.otherKeys,
            sealedReason: copyBytes(decision.sealedReason),
          },
        };
  await store.records.put(next);
  await countMoves(store, [{ operatorId: row.operatorId, from: row.state, to: next.state }]);
  return true;
}

/**
 * The decision, signed by a supervisor whom the administrator vouches for in the record's area; else null.
 * `not-here`: on a record that the same person made on another laptop.
 */
async function verifyDecision(
  context: VaultContext,
  target: SyncTarget,
  vouchers: ReadonlyMap<string, VouchedOperator>,
  text: string,
): Promise<ReviewDecision | 'not-here' | null> {
  try {
    const bytes = fromBase64Url(text);
    const claimed = ReviewDecision.parse(peekUnverified(bytes).payload);
    const supervisor = vouchers.get(claimed.supervisorId);
    if (supervisor === undefined) return null;
    const { payload } = await openSignedMessage(bytes, 'review-decision', (kid) =>
      kid === keyIdOf(supervisor.signingKey) ? supervisor.signingKey : undefined,
    );
    const decision = ReviewDecision.parse(payload);
    const row = await requireStore(context).records.get(decision.recordId);
    if (row === undefined) return 'not-here';
    return mightDecide(target, supervisor, decision, row.areaId) ? decision : null;
  } catch {
    return null;
  }
}

/** By what the person was when they decided, in the record's area. */
function mightDecide(
  { pack }: SyncTarget,
  { grant }: VouchedOperator,
  { decidedAt }: ReviewDecision,
  areaId: string,
): boolean {
  return decide(holdAssignments(assignmentsOf(grant), pack.roles), 'decision.write', {
    at: new Date(decidedAt),
    toleranceMs: CLOCK_TOLERANCE_MS,
    place: { areas: pack.areas, areaId },
  }).allowed;
}

async function openVouchers(
  target: SyncTarget,
  page: Page,
): Promise<ReadonlyMap<string, VouchedOperator>> {
  const opened = new Map<string, VouchedOperator>();
  for (const [supervisorId, voucher] of Object.entries(page.supervisors)) {
    try {
      const vouched = await openVoucher(voucher, target.administrator, target.pack.grantFloors);
      const sound =
        vouched.grant.operatorId === supervisorId && vouched.grant.programmeId === target.pack.id;
      if (sound) opened.set(supervisorId, vouched);
    } catch {
      // Its decisions are counted as refused.
    }
  }
  return opened;
}
