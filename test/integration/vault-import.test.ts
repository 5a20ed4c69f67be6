import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { ImportCheckPart, ImportReport } from '../../renderer/vault/import-api.ts';
import { requireStore } from '../../renderer/vault/vault-context.ts';
import type { ImportPlan } from '../../shared/import/import-plan.ts';
import type { RowFinding } from '../../shared/import/row-finding.ts';
import { samplePeople, type SamplePerson } from '../bench/page/sample-people.ts';
import { addLaptop } from './open-window.ts';
import { createWorld, enrol, unlock } from './world.ts';
import type { Laptop, World } from './world.ts';

const HEADING =
  'Family name;الاسم الأول;birthDate;sex;National ID number;phone;Village;registration;contact;identity-photo';
const SLOW_MS = 60_000;

let world: World;
let laptop: Laptop;
let operatorId: string;

beforeAll(async () => {
  world = await createWorld();
}, 90_000);
afterAll(async () => {
  await world.server.close();
}, 30_000);
beforeEach(async () => {
  ({ laptop, operatorId } = await addLaptop(world));
}, 30_000);

function lineOf(person: SamplePerson, changes: Partial<SamplePerson> = {}, consent = 'yes;1;no') {
  const { familyName, givenName, birthDate, sex, nationalId, phone } = { ...person, ...changes };
  return [familyName, `"${givenName}"`, birthDate, sex, nationalId, phone, 'Tarifa', consent].join(
    ';',
  );
}

function fileOf(lines: readonly string[], heading = HEADING): Blob {
  return new Blob(['\uFEFF', [heading, ...lines].join('\r\n')]);
}

async function planOf(file: Blob, changes: Partial<ImportPlan> = {}): Promise<ImportPlan> {
  const { matched } = await laptop.vault.openImport(file);
  const { notice } = await laptop.vault.programme();
  return {
    ...matched,
    witnessName: 'Ruth Akol',
    method: 'verbal-witnessed',
    noticeLanguage: 'ar',
    noticeVersion: notice.version,
    isConfirmed: true,
    ...changes,
  };
}

async function check(file: Blob): Promise<{
  readonly last: ImportCheckPart;
  readonly findings: readonly RowFinding[];
}> {
  await laptop.vault.beginImportCheck(await planOf(file));
  const findings: RowFinding[] = [];
  for (;;) {
    const part = await laptop.vault.checkImportPart();
    findings.push(...part.findings);
    if (part.isDone) return { last: part, findings };
  }
}

const NOBODY_ELSE = { registered: false, alike: false };

async function importAll(file: Blob, choice = NOBODY_ELSE): Promise<ImportReport> {
  await check(file);
  return laptop.vault.importPeople(choice);
}

test(
  'people of a file are found, readable, and rest on their consent; what is wrong is told by row',
  async () => {
    const [first, second, ...rest] = samplePeople(11, 60);
    if (first === undefined || second === undefined) throw new Error('nobody');
    await enrol(laptop, { nationalId: second.nationalId });
    const lines = [
      lineOf(first),
      '',
      lineOf(second),
      ...rest.map((person) => lineOf(person)),
      lineOf(first, { familyName: 'Other' }),
      lineOf(first, { familyName: '', nationalId: '' }),
      lineOf(first, { nationalId: '' }, 'no;no;no'),
      lineOf(first, { nationalId: '' }, 'yes;;no'),
    ];
    const { last, findings } = await check(fileOf(lines));
    expect(last).toMatchObject({
      done: 64,
      total: 64,
      counts: { ready: 59, faulty: 3, refused: 1, registered: 1, alike: 0 },
    });
    expect(findings.map(({ row, rule, otherRow }) => [row, rule, otherRow])).toEqual([
      [4, 'id-registered', null],
      [63, 'id-repeated', 2],
      [64, 'required', null],
      [65, 'consent-refused', null],
      [66, 'consent-unanswered', null],
    ]);
    const report = await laptop.vault.importPeople(NOBODY_ELSE);
    expect(report).toMatchObject({
      saved: 59,
      total: 59,
      leftOut: { faulty: 3, refused: 1, registered: 1, alike: 0 },
      isStopped: false,
      failure: null,
    });
    expect(report.firstNumber).toMatch(/-000002$/u);
    expect(report.lastNumber).toMatch(/-000060$/u);
    const found = await laptop.vault.searchRecords({ by: 'national-id', value: first.nationalId });
    expect(found.map(({ registrationNumber }) => registrationNumber)).toEqual([report.firstNumber]);
    const record = await laptop.vault.openRecord(found[0]?.recordId ?? '');
    expect(record).toMatchObject({
      areaId: 'nahr-tarifa',
      answers: { familyName: first.familyName, givenName: first.givenName },
      consent: {
        status: 'given',
        collectionMethod: 'verbal-witnessed',
        witness: 'Ruth Akol',
        purposes: { registration: 'given', contact: 'given', 'identity-photo': 'refused' },
        notice: { language: 'ar' },
      },
    });
  },
  SLOW_MS,
);

test(
  'a file that is imported again doubles nobody, unless somebody wants it',
  async () => {
    const people = samplePeople(12, 8);
    const file = fileOf(
      people.map((person, at) => lineOf(person, at < 4 ? {} : { nationalId: '' })),
    );
    expect((await importAll(file)).saved).toBe(8);
    const again = await check(file);
    expect(again.last.counts).toEqual({ ready: 0, faulty: 0, refused: 0, registered: 4, alike: 4 });
    expect(await laptop.vault.importPeople(NOBODY_ELSE)).toMatchObject({
      saved: 0,
      firstNumber: null,
      leftOut: { registered: 4, alike: 4 },
    });
    expect((await laptop.vault.counts()).byState.saved).toBe(8);
    const wanted = await importAll(file, { registered: true, alike: false });
    expect(wanted).toMatchObject({ saved: 4, leftOut: { registered: 0, alike: 4 } });
  },
  SLOW_MS,
);

test(
  'the same rows are sealed once, and only when all were checked',
  async () => {
    const file = fileOf(samplePeople(13, 51).map((person) => lineOf(person)));
    await laptop.vault.beginImportCheck(await planOf(file));
    await laptop.vault.checkImportPart();
    const begun = laptop.vault.importPeople(NOBODY_ELSE);
    await expect(begun).rejects.toMatchObject({ code: 'import.not-begun' });
    await laptop.vault.checkImportPart();
    const twice = await Promise.allSettled([
      laptop.vault.importPeople(NOBODY_ELSE),
      laptop.vault.importPeople(NOBODY_ELSE),
    ]);
    expect(twice.map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
    expect((await laptop.vault.counts()).byState.saved).toBe(51);
  },
  SLOW_MS,
);

test(
  'stopped or locked, what was saved stays and is told, also after the lock',
  async () => {
    const people = samplePeople(14, 2600);
    const file = fileOf(people.map((person) => lineOf(person)));
    await check(file);
    let atFirstSaved = () => laptop.vault.lock();
    let isDone = false;
    await laptop.vault.subscribe((event) => {
      if (event.type !== 'import-progress' || event.progress.done === 0 || isDone) return;
      isDone = true;
      void atFirstSaved();
    });
    const locked = await laptop.vault.importPeople(NOBODY_ELSE);
    expect(locked.failure).toBe('vault.locked');
    expect(locked.saved).toBeGreaterThan(0);
    expect(locked.saved).toBeLessThan(2600);
    await unlock(laptop, operatorId);
    expect(await laptop.vault.importReport()).toEqual(locked);
    expect((await laptop.vault.counts()).byState.saved).toBe(locked.saved);
    await expect(laptop.vault.checkImportPart()).rejects.toMatchObject({
      code: 'import.not-begun',
    });

    atFirstSaved = () => laptop.vault.stopImport();
    const { last } = await check(file);
    // What the first run saved is found by its number; people whom only a likeness tells apart stay out as well.
    expect(last.counts.registered).toBe(locked.saved);
    isDone = false;
    const { total, saved, isStopped, failure } = await laptop.vault.importPeople(NOBODY_ELSE);
    expect({ failure, isStopped }).toEqual({ failure: null, isStopped: saved < total });
    expect((await laptop.vault.counts()).byState.saved).toBe(locked.saved + saved);
    await laptop.vault.closeImport();
    expect(await laptop.vault.importReport()).toBeNull();
  },
  SLOW_MS,
);

test(
  'stopped while it is made ready to be sent, everybody is saved and found all the same',
  async () => {
    const file = fileOf(samplePeople(17, 1100).map((person) => lineOf(person)));
    await check(file);
    await laptop.vault.subscribe((event) => {
      if (event.type !== 'import-progress' || event.progress.phase !== 'filing') return;
      void laptop.vault.stopImport();
    });
    expect(await laptop.vault.importPeople(NOBODY_ELSE)).toMatchObject({
      saved: 1100,
      total: 1100,
      isStopped: false,
      failure: null,
    });
    const { intake, records } = requireStore(laptop.context);
    expect(await intake.count()).toBeGreaterThan(0);
    expect(await records.count()).toBeGreaterThan(0);
    expect((await check(file)).last.counts).toMatchObject({ ready: 0, registered: 1100 });
  },
  SLOW_MS,
);

describe('refused', () => {
  const person = samplePeople(15, 1)[0];
  if (person === undefined) throw new Error('nobody');
  const line = lineOf(person);

  test.each([
    ['import.too-large', () => new Blob([new Uint8Array(20 * 1024 * 1024 + 1)])],
    ['import.not-text', () => new Blob([new Uint8Array([0x50, 0x4b, 3, 4, 0xff, 0xfe])])],
    ['import.not-text', () => new Blob(['a,b\n1,\0'])],
    ['import.not-unicode', () => new Blob([new Uint8Array([0x61, 0x0a, 0xe9, 0x0a])])],
    ['import.quotes', () => fileOf([line, '"never closed;x'])],
    ['import.empty', () => fileOf([])],
    ['import.empty', () => new Blob([])],
    ['import.too-many-rows', () => fileOf(Array.from({ length: 10_001 }, () => line))],
    ['import.too-many-columns', () => fileOf([line], 'a;'.repeat(201))],
    [
      'import.unreadable',
      () => Object.assign(fileOf([line]), { arrayBuffer: () => Promise.reject(new Error('x')) }),
    ],
  ])(
    'with %s',
    async (code, file) => {
      await expect(laptop.vault.openImport(file())).rejects.toMatchObject({ code });
      await expect(laptop.vault.checkImportPart()).rejects.toMatchObject({
        code: 'import.not-begun',
      });
    },
    SLOW_MS,
  );

  test.each([
    ['import.incomplete', { isConfirmed: false }],
    ['import.incomplete', { method: null }],
    ['import.incomplete', { purposes: {} }],
    ['import.incomplete', { method: 'signature' }],
    ['consent.notice-changed', { noticeVersion: 99 }],
  ])('a plan with %s: %j', async (code, change) => {
    const plan = await planOf(fileOf([line]), change as Partial<ImportPlan>);
    await expect(laptop.vault.beginImportCheck(plan)).rejects.toMatchObject({ code });
  });

  test('to whoever does not register people, and to a locked laptop', async () => {
    await expect(world.desk.vault.openImport(fileOf([line]))).rejects.toMatchObject({
      code: 'server.forbidden',
    });
    await laptop.vault.lock();
    await expect(laptop.vault.openImport(fileOf([line]))).rejects.toMatchObject({
      code: 'vault.locked',
    });
  });
});

test.each([',', ';', '\t'])(
  'values separated by %j are told apart, quotes and all',
  async (sign) => {
    const [person] = samplePeople(16, 1);
    if (person === undefined) throw new Error('nobody');
    const names = HEADING.replaceAll(';', sign);
    const given = `"Abu ""the${sign}tall""\n${person.givenName}"`;
    const cells = [
      person.familyName,
      given,
      '1990',
      'أنثى',
      '',
      '',
      'nahr-tarifa',
      'نعم',
      'لا',
      'non',
    ];
    expect(await importAll(fileOf([cells.join(sign)], names))).toMatchObject({
      saved: 1,
      total: 1,
    });
    const { records } = await laptop.vault.listRecords(null, 1);
    const record = await laptop.vault.openRecord(records[0]?.recordId ?? '');
    expect(record.answers).toEqual({
      familyName: person.familyName,
      givenName: `Abu "the${sign}tall" ${person.givenName}`.replaceAll('\t', ' '),
      birthDate: { precision: 'year', value: '1990' },
      sex: 'female',
      area: 'nahr-tarifa',
    });
  },
);
