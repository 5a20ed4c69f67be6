import {
  sealReason,
  signMessage,
  wrapRecordKey,
  peekUnverified,
} from '../../../shared/crypto/index.ts';
import { fromBase64Url, toBase64Url } from '../../../shared/encoding/bytes.ts';
import { FieldsealError, toErrorEnvelope } from '../../../shared/errors/fieldseal-error.ts';
import {
  PostedDecisions,
  ReviewPage,
  ROUTES,
  type ReviewRecord,
} from '../../../shared/sync/http-api.ts';
import { RegistrantItem } from '../../../shared/sync/registrant-item.ts';
import { ReviewDecision } from '../../../shared/sync/review-decision.ts';
import { openVoucher, type VouchedOperator } from '../../../shared/sync/voucher.ts';
import type { ReviewFailure, ReviewItem, ReviewQueue, Verdict, VaultApi } from '../vault-api.ts';
import { signedBy } from '../session/signed-by.ts';
import {
  requireActive,
  type ActiveSession,
  type ReviewedRecord,
  type VaultContext,
} from '../vault-context.ts';
import { withoutPhotoKeys } from '../attachments/photo-keys.ts';
import { recordIdsOf } from '../audit/pending-events.ts';
import { openReviewRecord } from './open-review-record.ts';

/** The server takes so many decisions at once. */
const DECISIONS_AT_ONCE = 200;
const LARGEST_PAGE = 200;
/** Pages of already decided records that one call skips at most. */
const MOST_PAGES = 50;

/** The supervisor's queue and decisions. */
export function createReviewCalls(context: VaultContext): Pick<VaultApi, 'reviewQueue' | 'decide'> {
  return {
    async reviewQueue(after, limit) {
      const session = requireActive(context, 'record.review');
      const size = Math.min(Math.max(Math.trunc(limit), 1), LARGEST_PAGE);
      let cursor = after;
      for (let page = 0; page < MOST_PAGES; page++) {
        const queue = await fetchPage(context, session, cursor, size);
        const empty = queue.items.length === 0 && queue.failures.length === 0;
        if (!empty || queue.next === null) return queue;
        cursor = queue.next;
      }
      return { items: [], failures: [], next: cursor };
    },
    decide: (recordIds, verdict) => decide(context, recordIds, verdict),
  };
}

async function fetchPage(
  context: VaultContext,
  session: ActiveSession,
  after: number,
  limit: number,
): Promise<ReviewQueue> {
  const page = await context.api.json(
    {
      ...signedBy(session),
      method: 'GET',
      path: `${ROUTES.reviewRecords}?after=${String(after)}&limit=${String(limit)}`,
    },
    ReviewPage,
  );
  const { pack, administrator, reviewKeys } = session.programme;
  const vouchers: VouchedOperator[] = [];
  for (const voucher of [...Object.values(page.operators), ...(page.earlier ?? [])]) {
    // Records of an operator without a sound voucher are shown as failures, one by one.
    const vouched = await openVoucher(voucher, administrator, pack.grantFloors).catch(() => null);
    if (vouched?.grant.programmeId === pack.id) vouchers.push(vouched);
  }
  const items: ReviewItem[] = [];
  const failures: ReviewFailure[] = [];
  for (const sent of page.records.filter((record) => record.status === 'received')) {
    try {
      const opened = await openReviewRecord(pack, reviewKeys, vouchers, sent);
      session.reviewed.set(opened.item.record.id, opened.reviewed);
      const { record } = opened.item;
      const answers = withoutPhotoKeys(session.photoKeys, record.answers);
      items.push({ ...opened.item, record: { ...record, answers } });
    } catch (error) {
      const { code } = toErrorEnvelope(error, 'vault.internal');
      failures.push({ recordId: claimedId(sent), itemHash: sent.itemHash, code });
    }
  }
  if (items.length > 0) {
    const ids = recordIdsOf(items.map((item) => item.record.id));
    await session.audit.append({ kind: 'content.decrypted', reason: 'review', ...ids });
  }
  requireStillOpen(context, session);
  const last = page.records.at(-1);
  return { items, failures, next: page.more && last !== undefined ? last.cursor : null };
}

async function decide(
  context: VaultContext,
  recordIds: readonly string[],
  verdict: Verdict,
): Promise<number> {
  const session = requireActive(context, 'decision.write');
  if (verdict.verdict === 'returned' && verdict.reason.trim() === '') {
    throw new FieldsealError('review.reason-required');
  }
  const reviewed = recordIds.map((recordId) => {
    const held = session.reviewed.get(recordId);
    // Only what this supervisor has opened and seen can be decided.
    if (held === undefined) throw new FieldsealError('vault.record-unknown');
    return held;
  });
  const decidedAt = context.deps.now().toISOString();
  let done = 0;
  let lost = 0;
  for (let start = 0; start < reviewed.length; start += DECISIONS_AT_ONCE) {
    const group = reviewed.slice(start, start + DECISIONS_AT_ONCE);
    const decisions = await Promise.all(
      group.map((record) => signDecision(session, record, verdict, decidedAt)),
    );
    // Written before it is sent: a decision that nobody can trace must not go out.
    await session.audit.append({
      kind: 'decision.signed',
      ...recordIdsOf(group.map((record) => record.binding.recordId)),
    });
    requireStillOpen(context, session);
    const { results } = await context.api.json(
      {
        ...signedBy(session),
        method: 'POST',
        path: ROUTES.decisions,
        json: { decisions },
      },
      PostedDecisions,
    );
    for (const { recordId, outcome } of results) {
      if (outcome === 'already-decided') lost++;
      else done++;
      session.reviewed.delete(recordId);
    }
  }
  if (done === 0 && lost > 0) throw new FieldsealError('review.already-decided', { count: lost });
  return done;
}

/** Locking overwrites the opened records' keys: what was made with them since must not go out. */
function requireStillOpen(context: VaultContext, session: ActiveSession): void {
  if (context.session?.reviewed !== session.reviewed) throw new FieldsealError('vault.locked');
}

async function signDecision(
  session: ActiveSession,
  record: ReviewedRecord,
  verdict: Verdict,
  decidedAt: string,
): Promise<string> {
  const { recordKey, binding } = record;
  const head = {
    recordId: binding.recordId,
    version: record.version,
    itemHash: record.itemHash,
    supervisorId: session.operator.operatorId,
    decidedAt,
  };
  const decision: ReviewDecision =
    verdict.verdict === 'approved'
      ? { ...head, verdict: 'approved' }
      : {
          ...head,
          verdict: 'returned',
          sealedReason: await sealReason(recordKey, binding, verdict.reason.trim()),
          recordKey: await wrapRecordKey(recordKey, binding, record.enumeratorKey),
          otherKeys: await Promise.all(
            record.otherKeys.map((key) => wrapRecordKey(recordKey, binding, key)),
          ),
        };
  const signed = await signMessage(
    session.operatorKeys.signing,
    'review-decision',
    ReviewDecision.parse(decision),
  );
  return toBase64Url(signed);
}

/** The record id that an unopened item claims, to name it in the list of failures. */
function claimedId(sent: ReviewRecord): string | null {
  try {
    const claimed = RegistrantItem.parse(peekUnverified(fromBase64Url(sent.item)).payload);
    return claimed.binding.recordId;
  } catch {
    return null;
  }
}
