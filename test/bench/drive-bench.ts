/** The bench page's calls, made from Node. */
import type { Page } from 'playwright-core';
import type { BenchServer } from './bench-server.ts';
import type { BenchPage, PeerName } from './page/bench.ts';
import type { VaultBench } from './page/vault-bench.ts';

export interface BenchDriver {
  load(): Promise<void>;
  setUpOffice(): Promise<void>;
  /** A fresh laptop whose enumerator is signed in; the following calls are about it. */
  setUpField(database: string): Promise<void>;
  /** As `setUpField`, for a supervisor of the enumerators' area. */
  setUpReviewer(database: string): Promise<void>;
  /** Sends everything that the enumerator enrolled. */
  deliver(): ReturnType<BenchPage['deliver']>;
  pullReviews(): ReturnType<BenchPage['pullReviews']>;
  reopenField(): Promise<void>;
  removeField(): Promise<void>;
  call<K extends keyof VaultBench>(
    name: K,
    ...args: Parameters<VaultBench[K]>
  ): Promise<Awaited<ReturnType<VaultBench[K]>>>;
  enrolNamed(seed: number, count: number): ReturnType<VaultBench['enrolNamed']>;
  readRaw(): ReturnType<BenchPage['readRaw']>;
  reopen(): ReturnType<VaultBench['reopen']>;
  unlockWhileTicking(): ReturnType<BenchPage['unlockWhileTicking']>;
  saveOneByOne(seed: number, count: number): ReturnType<BenchPage['saveOneByOne']>;
  openPeer(name: PeerName, database: string): Promise<void>;
  insertIntoPeer(seed: number, count: number): Promise<number>;
  lookUpInPeer(
    seed: number,
    count: number,
    positions: readonly number[],
  ): Promise<readonly number[]>;
  removePeer(): Promise<void>;
}

/** Drives the bench in a page of a browser. */
export function driveBench(page: Page, server: BenchServer): BenchDriver {
  let field = { database: '', operatorId: '' };

  async function ask<T>(name: keyof BenchPage, args: readonly unknown[]): Promise<T> {
    return page.evaluate(
      ([call, given]) => {
        const { bench } = globalThis as unknown as {
          readonly bench: Readonly<
            Record<string, (...all: readonly unknown[]) => Promise<unknown>>
          >;
        };
        return bench[call]?.(...given) as Promise<T>;
      },
      [name, args] as const,
    );
  }

  return {
    async load() {
      await page.goto(`${server.origin}/${server.pageName}.html`);
      await page.waitForFunction(() => 'bench' in globalThis);
    },
    async setUpOffice() {
      const person = await server.programme.addPerson('administrator', ['highlands']);
      await ask('setUpOffice', [person.code]);
    },
    async setUpField(database) {
      const person = await server.programme.addPerson('enumerator', ['nahr']);
      field = { database, operatorId: await ask<string>('setUpField', [database, person.code]) };
    },
    async setUpReviewer(database) {
      const person = await server.programme.addPerson('supervisor', ['nahr']);
      field = { database, operatorId: await ask<string>('setUpField', [database, person.code]) };
    },
    deliver: () => ask('deliver', []),
    pullReviews: () => ask('pullReviews', []),
    reopenField: () => ask('reopenField', [field.database, field.operatorId]),
    removeField: () => ask('removeField', [field.database]),
    call: (name, ...args) => ask('call', [name, ...args]),
    enrolNamed: (seed, count) => ask('call', ['enrolNamed', seed, count]),
    readRaw: () => ask('readRaw', [field.database]),
    reopen: () => ask('reopen', []),
    unlockWhileTicking: () => ask('unlockWhileTicking', [field.operatorId]),
    saveOneByOne: (seed, count) => ask('saveOneByOne', [seed, count]),
    openPeer: (name, database) => ask('openPeer', [name, database]),
    insertIntoPeer: (seed, count) => ask('insertIntoPeer', [seed, count]),
    lookUpInPeer: (seed, count, positions) => ask('lookUpInPeer', [seed, count, positions]),
    removePeer: () => ask('removePeer', []),
  };
}
