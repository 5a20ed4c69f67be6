/** A laptop whose vault runs in the app in a real Chromium, killed with all its processes. */
import type { Backend } from '../browser-process.ts';
import { enrolPeople } from '../enrol-people.ts';
import { startLaptop, type FaultLaptop } from '../laptop.ts';
import { unlockVault, type FaultWindow, type SignIn } from '../page-vault.ts';
import { makePeople } from '../people.ts';
import { randomFor } from '../random-for.ts';
import type { LaptopRecord, LaptopView } from './laptop-messages.ts';
import { KILLED, LaptopRefusal, type SyncLaptop } from './sync-laptop.ts';

export interface ChromiumLaptopOptions {
  readonly profileFolder: string;
  readonly url: string;
  readonly backend: Backend;
  readonly signIn: SignIn;
  readonly areaIds: readonly string[];
  readonly onSaved: (recordId: string, photo: string | null) => void;
}

/** What a call in the page came to: an error's code does not cross from there by itself. */
type Outcome = { readonly code: string | null };

export function createChromiumLaptop(options: ChromiumLaptopOptions): SyncLaptop {
  const { profileFolder, url, backend, signIn, areaIds } = options;
  let running: FaultLaptop | null = null;
  let reported = 0;

  function report(laptop: FaultLaptop): void {
    const { entries } = laptop.journal;
    for (const entry of entries.slice(reported)) {
      if (entry.type === 'sealed') options.onSaved(entry.recordId, null);
    }
    reported = entries.length;
  }

  /** Does something in the page; one that dies meanwhile was killed. */
  async function inPage<T>(work: (laptop: FaultLaptop) => Promise<T>): Promise<T> {
    const laptop = running;
    if (laptop === null) throw new LaptopRefusal(KILLED);
    try {
      return await work(laptop);
    } catch (error) {
      if (running !== laptop) throw new LaptopRefusal(KILLED);
      throw error;
    } finally {
      report(laptop);
    }
  }

  return {
    get isRunning() {
      return running !== null;
    },
    async start() {
      reported = 0;
      running = await startLaptop({ profileFolder, backend, url });
    },
    unlock: () => inPage(({ page }) => unlockVault(page, signIn)),
    enrol: (count, seed) =>
      inPage(async ({ page }) => {
        const people = makePeople(randomFor(seed, 'people'), count, areaIds);
        await enrolPeople(page, { people, discarded: [], left: [] }).catch((error: unknown) => {
          // A refusal's code is its message; anything else is told as it is.
          const code = /\b[a-z]+\.[a-z-]+\b(?=\n|$)/u.exec(String(error))?.[0];
          throw code === undefined ? error : new LaptopRefusal(code);
        });
      }),
    sync: () =>
      inPage(async ({ page }) => {
        const { code } = await page.evaluate(syncInPage);
        if (code !== null) throw new LaptopRefusal(code);
      }),
    look: (withAudit) => inPage(({ page }) => page.evaluate(lookInPage, withAudit)),
    async kill() {
      const laptop = running;
      running = null;
      await laptop?.kill();
    },
  };
}

async function syncInPage(): Promise<Outcome> {
  const { fieldsealDemoVault: vault } = window as unknown as FaultWindow;
  return vault.sync().then(
    () => ({ code: null }),
    (error: unknown) => ({ code: String((error as { readonly code?: unknown }).code ?? error) }),
  );
}

async function lookInPage(withAudit: boolean): Promise<LaptopView> {
  type Row = Readonly<Record<string, unknown>>;
  const settled = <T>(request: IDBRequest<T>): Promise<T> =>
    new Promise((resolve, reject) => {
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(new Error('the raw store does not open'));
    });
  const database = await settled(indexedDB.open('fieldseal'));
  const tables = database.transaction(['records', 'batches', 'meta', 'attachments']);
  const rowsIn = async (table: string): Promise<readonly Row[]> =>
    (await settled(tables.objectStore(table).getAll())) as Row[];
  const [rows, batches, meta, photos] = await Promise.all(
    ['records', 'batches', 'meta', 'attachments'].map(rowsIn),
  );
  database.close();
  const device = (meta ?? []).find((row) => row['key'] === 'device')?.['value'] as Row | undefined;
  const records: LaptopRecord[] = (rows ?? []).map((row) => ({
    recordId: String(row['recordId']),
    version: Number(row['version']),
    state: String(row['state']),
    refusal: row['refusal'] as string | null,
    itemHash: String(row['itemHash']),
    hasKey: row['viewKey'] !== null,
  }));
  let auditProblems: readonly string[] | null = null;
  if (withAudit) {
    const { fieldsealDemoVault: vault } = window as unknown as FaultWindow;
    const verdict = await vault.verifyActivity();
    auditProblems =
      verdict === null
        ? ['not checked to its end']
        : verdict.problems.map(({ problem, sequence }) => `${problem} at ${String(sequence)}`);
  }
  return {
    deviceId: String(device?.['deviceId']),
    records,
    waitingBatches: (batches ?? []).filter((row) => row['state'] === 'waiting').length,
    waitingPhotos: (photos ?? []).filter((row) => row['state'] !== 'received').length,
    receivedPhotos: (photos ?? [])
      .filter((row) => row['state'] === 'received')
      .map((row) => String(row['hash'])),
    auditProblems,
  };
}
