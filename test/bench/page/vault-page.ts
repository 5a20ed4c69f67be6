import { wrap } from 'comlink';
import { installErrorTransfer } from '../../../renderer/vault/error-transfer.ts';
import type { VaultApi } from '../../../renderer/vault/vault-api.ts';
import { readRawRecords } from './raw-rows.ts';
import { enrolmentOf, samplePeople } from './sample-people.ts';
import type { VaultBench } from './vault-bench.ts';

installErrorTransfer();

const PASSPHRASE = 'correct horse battery';

type BenchVault = VaultApi & VaultBench;

let office: BenchVault | null = null;
let field: { readonly worker: Worker; readonly vault: BenchVault } | null = null;

/** What Node asks of the page. Times are milliseconds. */
export const vaultPage = {
  /** The administrator's vault, which approves the others. */
  async setUpOffice(code: string): Promise<void> {
    office = (await startVault('bench-office')).vault;
    await office.claimCode(location.origin, code);
    await office.createOperator(code, PASSPHRASE, { tier: 'passphrase-only' });
  },

  /** A laptop with an empty database and an enumerator who is signed in. */
  async setUpField(database: string, code: string): Promise<string> {
    if (office === null) throw new Error('the office comes first');
    field?.worker.terminate();
    field = await startVault(database);
    const { vault } = field;
    const { operatorId } = await vault.claimCode(location.origin, code);
    await vault.createOperator(code, PASSPHRASE, { tier: 'passphrase-only' });
    for (const request of await office.listRequests()) {
      await office.approveRequest(request.requestHash);
    }
    await vault.checkGrant();
    await vault.acceptGrant();
    return operatorId;
  },

  /** Opens the vault of a database that is set up, as at the start of a working day. */
  async reopenField(database: string, operatorId: string): Promise<void> {
    field?.worker.terminate();
    field = await startVault(database);
    await unlock(operatorId);
  },

  /** Unlocks while a timer ticks in this thread: the time it took, and the longest gap between two ticks. */
  async unlockWhileTicking(operatorId: string): Promise<{ total: number; longestGap: number }> {
    await required().lock();
    let last = performance.now();
    let longestGap = 0;
    const timer = setInterval(() => {
      const now = performance.now();
      longestGap = Math.max(longestGap, now - last);
      last = now;
    }, 1);
    const start = performance.now();
    await unlock(operatorId);
    const total = performance.now() - start;
    clearInterval(timer);
    return { total, longestGap };
  },

  /** Sends what the laptop's operators enrolled; how many records the server has taken. */
  async deliver(): Promise<number> {
    const { batches } = await required().sync();
    return batches;
  },

  /** Pulls and opens every record that waits for this supervisor, a page of 200 at a time; the time of it. */
  async pullReviews(): Promise<{ records: number; milliseconds: number }> {
    const start = performance.now();
    let records = 0;
    for (let next: number | null = 0; next !== null;) {
      const queue = await required().reviewQueue(next, 200);
      if (queue.failures.length > 0) throw new Error('a record did not open');
      records += queue.items.length;
      next = queue.next;
    }
    return { records, milliseconds: performance.now() - start };
  },

  /** Locks and opens again by the worker's own measurement. */
  reopen: () => required().reopen(PASSPHRASE),

  /** The field's records as they lie on disk; no vault is asked. */
  readRaw: readRawRecords,

  async removeField(database: string): Promise<void> {
    field?.worker.terminate();
    field = null;
    await deleteDatabase(database);
  },

  /** One measurement of the vault's worker. */
  call<K extends keyof VaultBench>(
    name: K,
    ...args: Parameters<VaultBench[K]>
  ): ReturnType<VaultBench[K]> {
    const work = required()[name] as (
      ...all: Parameters<VaultBench[K]>
    ) => ReturnType<VaultBench[K]>;
    return work(...args);
  },

  /** Single saves from this thread and back: the last draft, then its record. */
  async saveOneByOne(seed: number, count: number): Promise<{ draft: number[]; seal: number[] }> {
    const vault = required();
    const { enrolmentAreaIds } = await vault.programme();
    const [draftTimes, sealTimes]: [number[], number[]] = [[], []];
    for (const person of samplePeople(seed, count)) {
      const draft = await vault.createDraft('en');
      const filled = { ...enrolmentOf(person, enrolmentAreaIds[0] ?? '', 1).draft, id: draft.id };
      const start = performance.now();
      await vault.saveDraft(filled);
      const saved = performance.now();
      await vault.sealDraft(draft.id);
      draftTimes.push(saved - start);
      sealTimes.push(performance.now() - saved);
    }
    return { draft: draftTimes, seal: sealTimes };
  },
};

/** The calls that Node makes through the page, about the vault. */
export type VaultPage = typeof vaultPage;

Object.assign(globalThis, { bench: vaultPage });

async function startVault(
  database: string,
): Promise<{ readonly worker: Worker; readonly vault: BenchVault }> {
  const worker = new Worker(new URL('./vault-worker.ts', import.meta.url), {
    type: 'module',
    name: database,
  });
  const vault = wrap<BenchVault>(worker) as unknown as BenchVault;
  await vault.start({
    relyingParty: { rpId: 'localhost', origin: location.origin },
    gatedUnlock: false,
    deviceShare: new Uint8Array(32).fill(3),
  });
  return { worker, vault };
}

async function unlock(operatorId: string): Promise<void> {
  await required().beginUnlock(operatorId);
  await required().unlock(operatorId, PASSPHRASE, { tier: 'passphrase-only' });
}

function required(): BenchVault {
  if (field === null) throw new Error('no vault is open');
  return field.vault;
}

async function deleteDatabase(name: string): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const request = indexedDB.deleteDatabase(name);
    request.onsuccess = () => resolve();
    request.onerror = () => reject(request.error ?? new Error('not deleted'));
  });
}
