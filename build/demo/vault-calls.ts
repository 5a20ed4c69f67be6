/** The vault calls of the app's own screens, made from its page for the many that nobody clicks through. */
import type { Page } from 'playwright-core';
import type {
  BatchSummary,
  ProgrammeView,
  RecordCounts,
  VaultApi,
} from '../../renderer/vault/vault-api.ts';
import type { DemoEntry } from './entries.ts';

/** The demonstration build of the app puts its vault here. */
interface DemoWindow {
  readonly fieldsealDemoVault: VaultApi;
}

/** How an entry was saved. */
export interface Enrolled {
  readonly personId: string;
  readonly recordId: string;
  /** Records that the check showed before saving. */
  readonly duplicates: readonly string[];
}

/** What the supervisor's client opened of one record; names stay in the page. */
export interface ReviewedRecord {
  readonly recordId: string;
  readonly consentStatus: string;
  readonly candidates: readonly string[];
}

const ENTRIES_PER_CALL = 25;
const RECORDS_PER_PAGE = 100;
/** One request carries at most 200 decisions. */
const DECISIONS_PER_CALL = 200;

/** The programme as the operator who is signed in sees it. */
export async function readProgramme(page: Page): Promise<ProgrammeView> {
  return page.evaluate(() => (window as unknown as DemoWindow).fieldsealDemoVault.programme());
}

/** Enrols entries one after the other: consent, answers, duplicate check, save. */
export async function enrol(
  page: Page,
  entries: readonly DemoEntry[],
  onProgress: (done: number) => void,
): Promise<readonly Enrolled[]> {
  const saved: Enrolled[] = [];
  for (let start = 0; start < entries.length; start += ENTRIES_PER_CALL) {
    const group = entries.slice(start, start + ENTRIES_PER_CALL);
    saved.push(...(await page.evaluate(enrolGroup, group)));
    onProgress(saved.length);
  }
  return saved;
}

async function enrolGroup(entries: readonly DemoEntry[]): Promise<readonly Enrolled[]> {
  const vault = (window as unknown as DemoWindow).fieldsealDemoVault;
  const saved: Enrolled[] = [];
  for (const { personId, consent, answers } of entries) {
    const draft = await vault.createDraft('en');
    await vault.saveDraft({
      ...draft,
      step: 'check',
      consent: {
        ...draft.consent,
        answers: consent,
        method: 'verbal-witnessed',
        witness: 'Demonstration',
      },
      answers,
    });
    const hits = await vault.findDuplicates(draft.id, answers);
    const { recordId } = await vault.sealDraft(draft.id);
    saved.push({ personId, recordId, duplicates: hits.map((hit) => hit.record.recordId) });
  }
  return saved;
}

/** Record id of a registration number among the newest records. */
export async function findRecordId(page: Page, registrationNumber: string): Promise<string> {
  const recordId = await page.evaluate(async (number) => {
    const vault = (window as unknown as DemoWindow).fieldsealDemoVault;
    const { records } = await vault.listRecords(null, 50);
    return records.find((record) => record.registrationNumber === number)?.recordId ?? null;
  }, registrationNumber);
  if (recordId === null) throw new Error('The saved registration is not in the list.');
  return recordId;
}

/** Opens every record that waits for review. @throws Error when one cannot be opened. */
export async function openQueue(
  page: Page,
  onProgress: (done: number) => void,
): Promise<readonly ReviewedRecord[]> {
  const opened: ReviewedRecord[] = [];
  for (let after: number | null = 0; after !== null;) {
    const queue: QueuePage = await page.evaluate(openQueuePage, { after, limit: RECORDS_PER_PAGE });
    if (queue.failures > 0)
      throw new Error(`${String(queue.failures)} records could not be opened.`);
    opened.push(...queue.records);
    onProgress(opened.length);
    after = queue.next;
  }
  return opened;
}

interface QueuePage {
  readonly records: readonly ReviewedRecord[];
  readonly failures: number;
  readonly next: number | null;
}

async function openQueuePage(request: { after: number; limit: number }): Promise<QueuePage> {
  const vault = (window as unknown as DemoWindow).fieldsealDemoVault;
  const queue = await vault.reviewQueue(request.after, request.limit);
  return {
    records: queue.items.map((item) => ({
      recordId: item.record.id,
      consentStatus: item.record.consent.status,
      candidates: item.candidates.map((candidate) => candidate.recordId),
    })),
    failures: queue.failures.length,
    next: queue.next,
  };
}

/** Signs one verdict for many records; answers how many were decided. */
export async function decide(
  page: Page,
  recordIds: readonly string[],
  reason: string | null,
  onProgress: (done: number) => void,
): Promise<number> {
  let decided = 0;
  for (let start = 0; start < recordIds.length; start += DECISIONS_PER_CALL) {
    const ids = recordIds.slice(start, start + DECISIONS_PER_CALL);
    decided += await page.evaluate(
      (call) =>
        (window as unknown as DemoWindow).fieldsealDemoVault.decide(
          call.ids,
          call.reason === null
            ? { verdict: 'approved' }
            : { verdict: 'returned', reason: call.reason },
        ),
      { ids, reason },
    );
    onProgress(decided);
  }
  return decided;
}

/** Where the laptop's records stand. */
export async function readCounts(page: Page): Promise<RecordCounts> {
  return page.evaluate(() => (window as unknown as DemoWindow).fieldsealDemoVault.counts());
}

/** The laptop's batches. */
export async function readBatches(page: Page): Promise<readonly BatchSummary[]> {
  return page.evaluate(() => (window as unknown as DemoWindow).fieldsealDemoVault.listBatches());
}
