import { expect, test } from 'vitest';
import type { ConsentNotice } from '../../../shared/domain/consent-notice.ts';
import { findingOf } from '../../../shared/import/row-finding.ts';
import type { ImportReport } from '../../vault/import-api.ts';
import type { VaultApi } from '../../vault/vault-api.ts';
import { csvOf } from './finding-csv.ts';
import { createImportStore } from './store.ts';

const NOTICE = {
  version: 3,
  title: { en: 'T', ar: 'T' },
  body: { en: 'B', ar: 'B' },
} as unknown as ConsentNotice;
const MATCHED = { fields: { name: 0 }, purposes: {}, witness: null };
const COUNTS = { ready: 2, faulty: 1, refused: 0, registered: 0, alike: 0 };
const REPORT: ImportReport = {
  saved: 2,
  total: 2,
  firstNumber: 'A-1',
  lastNumber: 'A-2',
  leftOut: { faulty: 1, refused: 0, registered: 0, alike: 0 },
  isStopped: false,
  failure: null,
};

const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));

/** A vault whose check has two parts and whose answers come when they are let go. */
function world() {
  const held: (() => void)[] = [];
  const calls: string[] = [];
  const later = <T>(name: string, value: T): Promise<T> => {
    calls.push(name);
    return new Promise((resolve) => held.push(() => resolve(value)));
  };
  let part = 0;
  const vault = {
    openImport: () => later('open', { columns: [], rows: 3, matched: MATCHED }),
    beginImportCheck: () => Promise.resolve(),
    checkImportPart: () => {
      part += 1;
      return later('part', {
        done: part * 2,
        total: 4,
        isDone: part === 2,
        counts: COUNTS,
        findings: [findingOf(part + 1, 'required')],
      });
    },
    importPeople: () => later('save', REPORT),
    stopImport: () => later('stop', undefined),
    importReport: () => later('report', REPORT),
    closeImport: () => later('close', undefined),
  } as unknown as VaultApi;
  /** Answers the oldest call that waits, and lets what follows from it happen. */
  const answer = async (): Promise<void> => {
    await pause();
    held.shift()?.();
    await pause();
  };
  return { store: createImportStore(vault), answer, calls };
}

async function opened() {
  const made = world();
  const choosing = made.store.getState().choose(new Blob(['x']), NOTICE);
  expect(made.store.getState().work?.kind).toBe('reading');
  await made.answer();
  await choosing;
  return made;
}

test('a file is matched, checked in parts and saved; nothing of consent is taken for granted', async () => {
  const { store, answer } = await opened();
  expect(store.getState()).toMatchObject({
    step: 'match',
    plan: {
      ...MATCHED,
      method: null,
      noticeLanguage: '',
      noticeVersion: 3,
      witnessName: '',
      isConfirmed: false,
    },
  });
  void store.getState().check();
  await answer();
  expect(store.getState()).toMatchObject({
    step: 'check',
    counts: null,
    work: { kind: 'checking', done: 2, total: 4 },
  });
  await answer();
  expect(store.getState()).toMatchObject({ work: null, counts: COUNTS });
  expect(store.getState().findings.map(({ row }) => row)).toEqual([2, 3]);
  store.getState().choosePeople({ alike: true });
  void store.getState().save();
  expect(store.getState()).toMatchObject({ choice: { registered: false, alike: true } });
  store.getState().setProgress({ phase: 'saving', done: 1, total: 2 });
  expect(store.getState().work).toEqual({ kind: 'saving', done: 1, total: 2 });
  await answer();
  expect(store.getState()).toMatchObject({ step: 'done', report: REPORT, work: null });
});

test('a check that was stopped shows nothing any more', async () => {
  const { store, answer, calls } = await opened();
  void store.getState().check();
  await answer();
  await store.getState().stop();
  expect(store.getState()).toMatchObject({ step: 'match', work: null });
  await answer();
  expect(store.getState()).toMatchObject({ step: 'match', counts: null, work: null });
  expect(calls.filter((name) => name === 'part')).toHaveLength(2);
});

test('saving is stopped by the vault, and its report is shown', async () => {
  const { store, answer, calls } = await opened();
  void store.getState().check();
  await answer();
  await answer();
  void store.getState().save();
  void store.getState().stop();
  expect(store.getState()).toMatchObject({ isStopping: true, work: { kind: 'saving' } });
  expect(calls.at(-1)).toBe('stop');
  await answer();
  expect(store.getState()).toMatchObject({ step: 'done', isStopping: false });
});

test('what a lock emptied stays empty, and its report is found afterwards', async () => {
  const { store, answer } = await opened();
  void store.getState().check();
  await answer();
  await answer();
  void store.getState().save();
  store.getState().clear();
  store.getState().setProgress({ phase: 'saving', done: 1, total: 2 });
  await answer();
  expect(store.getState()).toMatchObject({ step: 'file', work: null, report: null, plan: null });
  void store.getState().load();
  await answer();
  expect(store.getState()).toMatchObject({ step: 'done', report: REPORT });
});

test('the table of rows is saved with a mark for its encoding, every cell quoted', () => {
  const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(
    csvOf([
      ['Row', 'Where'],
      ['3', 'a "b", c'],
    ]),
  );
  expect(text).toBe('\uFEFF"Row","Where"\r\n"3","a ""b"", c"\r\n');
});
