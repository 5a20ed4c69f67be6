import { commitIntake } from '../../../renderer/vault/intake/commit-intake.ts';
import { fileIntake } from '../../../renderer/vault/intake/file-intake.ts';
import {
  prepareIntake,
  type PreparedIntake,
} from '../../../renderer/vault/intake/prepare-intake.ts';
import { sealMany } from '../../../renderer/vault/records/seal-many.ts';
import { FIRST_COUNTERS } from '../../../renderer/vault/database/counts.ts';
import { nameQueryTokens, recordTokens } from '../../../renderer/vault/index/index-tokens.ts';
import { openSlot } from '../../../renderer/vault/keys/slot.ts';
import { openSession } from '../../../renderer/vault/session/unlock.ts';
import type { VaultApi } from '../../../renderer/vault/vault-api.ts';
import {
  requireActive,
  requireStore,
  type VaultContext,
} from '../../../renderer/vault/vault-context.ts';
import { PEER_CHUNK } from './peer-store.ts';
import { answersOf, enrolmentOf, samplePeople, somePeople } from './sample-people.ts';

/** Milliseconds of enrolling: until all are durable, encrypted and found; and until all are ready for delivery. */
export interface EnrolTimes {
  readonly saving: number;
  readonly filing: number;
}

/** What the benchmark asks of the vault besides its calls. Times are milliseconds. */
export interface VaultBench {
  /** Enrols people of a seed; the time without making their answers up, and that of making their items for delivery. */
  enrolMany(seed: number, count: number): Promise<EnrolTimes>;
  /** Enrols people of a seed; answers whose record is whose: record id and family name. */
  enrolNamed(seed: number, count: number): Promise<readonly (readonly [string, string])[]>;
  /** The two halves of it one after the other: sealing without writing, and writing what is sealed. */
  enrolInHalves(
    seed: number,
    count: number,
  ): Promise<{ readonly sealing: number; readonly writing: number }>;
  /** Searches by national id, names decrypted. */
  lookUp(seed: number, count: number, positions: readonly number[]): Promise<readonly number[]>;
  /** Searches for three typed names in the sealed index, before anything is read or decrypted. */
  searchNames(
    seed: number,
    count: number,
    positions: readonly number[],
  ): Promise<readonly number[]>;
  /** Compares a person with all encodings: the scan, and the whole duplicate check. */
  searchSimilar(
    seed: number,
    count: number,
    positions: readonly number[],
  ): Promise<{ readonly scan: readonly number[]; readonly check: readonly number[] }>;
  /** Reads pages of fifty with their names, from places all over the list. */
  listPages(pages: number): Promise<readonly number[]>;
  countRecords(times: number): Promise<readonly number[]>;
  /** Locks and opens again; the passphrase's share and the rest apart. */
  reopen(passphrase: string): Promise<{ readonly argon2: number; readonly open: number }>;
}

/** Score from which the duplicate check calls two people alike; the scan costs the same at any. */
const THRESHOLD = 0.8;
const MOST_SIMILAR = 20;
const PAGE = 50;

/** The measurements over a vault and what its parts share. */
export function createVaultBench(vault: VaultApi, context: VaultContext): VaultBench {
  async function contentsOf(seed: number, count: number) {
    const { enrolmentAreaIds, notice } = await vault.programme();
    return samplePeople(seed, count).map((person, at) =>
      enrolmentOf(person, enrolmentAreaIds[at % enrolmentAreaIds.length] ?? '', notice.version),
    );
  }

  return {
    async enrolMany(seed, count) {
      const contents = await contentsOf(seed, count);
      const start = performance.now();
      const saved = await sealMany(context, contents);
      const ended = performance.now();
      if (saved.length !== count) throw new Error('not everybody was enrolled');
      if ((await fileIntake(context, requireActive(context))) > 0) throw new Error('not filed');
      return { saving: ended - start, filing: performance.now() - ended };
    },
    async enrolNamed(seed, count) {
      const contents = await contentsOf(seed, count);
      await sealMany(context, contents);
      await fileIntake(context, requireActive(context));
      return contents.map(({ draft: { id, answers } }) => {
        const name = answers['familyName'];
        return [id, typeof name === 'string' ? name : ''] as const;
      });
    },
    async enrolInHalves(seed, count) {
      const contents = await contentsOf(seed, count);
      const session = requireActive(context);
      let counters = (await requireStore(context).read('counters')) ?? FIRST_COUNTERS;
      const chunks: PreparedIntake[] = [];
      const start = performance.now();
      for (let at = 0; at < count; at += PEER_CHUNK) {
        const part = contents.slice(at, at + PEER_CHUNK);
        const chunk = await prepareIntake(session, part, counters, new Date());
        counters = chunk.next;
        chunks.push(chunk);
      }
      const sealed = performance.now();
      for (const chunk of chunks) {
        if (!(await commitIntake(context, session, chunk))) throw new Error('not committed');
      }
      return { sealing: sealed - start, writing: performance.now() - sealed };
    },
    async lookUp(seed, count, positions) {
      return timeEach(somePeople(seed, count, positions), async ({ nationalId }) => {
        const [found] = await vault.searchRecords({ by: 'national-id', value: nationalId });
        if (found?.displayName === undefined || found.displayName === null)
          throw new Error('not found');
      });
    },
    async searchNames(seed, count, positions) {
      const { index, laptopTokens } = requireActive(context).programme;
      return timeEach(somePeople(seed, count, positions), ({ familyName, givenName }) => {
        const name = `${familyName} ${givenName}`;
        const found = index.findAll('name', nameQueryTokens(laptopTokens.tokens, name));
        if (found.length === 0) throw new Error('not found');
        return Promise.resolve();
      });
    },
    async searchSimilar(seed, count, positions) {
      const { enrolmentAreaIds } = await vault.programme();
      const { index, laptopTokens, plan } = requireActive(context).programme;
      const answers = somePeople(seed, count, positions).map((person) =>
        answersOf({ ...person, nationalId: '' }, enrolmentAreaIds[0] ?? ''),
      );
      const scan = await timeEach(answers, (typed) => {
        const { clk } = recordTokens(laptopTokens, plan, typed);
        const found = clk === null ? [] : index.similar(clk, THRESHOLD, MOST_SIMILAR);
        if (found.length === 0) throw new Error('not found');
        return Promise.resolve();
      });
      const check = await timeEach(answers, async (typed) => {
        await vault.findDuplicates(crypto.randomUUID(), typed);
      });
      return { scan, check };
    },
    async listPages(pages) {
      const counters = await requireStore(context).read('counters');
      const last = counters?.deviceCounter ?? PAGE;
      const places = Array.from({ length: pages }, (_, at) =>
        String(Math.max(PAGE + 1, Math.floor((last * (at + 1)) / pages))),
      );
      return timeEach(places, async (place) => {
        const { records } = await vault.listRecords(place, PAGE);
        if (records.some((record) => record.displayName === null)) throw new Error('no name');
      });
    },
    countRecords: (times) =>
      timeEach(Array.from({ length: times }), async () => {
        await vault.counts();
      }),
    async reopen(passphrase) {
      const { operatorId } = requireActive(context).operator;
      const slot = await requireStore(context).slots.where({ operatorId }).first();
      if (slot === undefined) throw new Error('no slot');
      await vault.lock();
      const start = performance.now();
      const vaultKey = await openSlot(slot, passphrase, new Uint8Array(0));
      const keyKnown = performance.now();
      await openSession(context, context.locks, operatorId, vaultKey, slot);
      return { argon2: keyKnown - start, open: performance.now() - keyKnown };
    },
  };
}

async function timeEach<T>(
  items: readonly T[],
  work: (item: T) => Promise<void>,
): Promise<readonly number[]> {
  const times: number[] = [];
  for (const item of items) {
    const start = performance.now();
    await work(item);
    times.push(performance.now() - start);
  }
  return times;
}
