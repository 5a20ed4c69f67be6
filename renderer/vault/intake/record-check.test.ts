import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RegistrantRecord } from '../../../shared/domain/registrant-record.ts';
import { createRecordCheck } from './record-check.ts';

const ID = '6f1de0a4-34a4-4c0e-9d53-0a51a6f7a2b1';
const RECORD: RegistrantRecord = {
  schemaVersion: 1,
  id: ID,
  version: 1,
  programmeId: 'shock-responsive-cash',
  form: { id: 'registration', version: 1 },
  areaId: 'nahr-1',
  operatorId: 'operator-1',
  deviceId: 'laptop-1',
  registrationNumber: 'KA-000001',
  savedAt: '2026-03-01T08:00:00.000Z',
  deviceCounter: 1,
  answers: { familyName: 'Haddad', birthDate: { precision: 'day', value: '1990-04-01' } },
  consent: {
    schemaVersion: 1,
    id: ID,
    registrantId: ID,
    controller: { name: 'Ministry', contact: 'privacy@example.org' },
    recipients: ['Ministry'],
    notice: { id: 'notice', version: 1, language: 'en', hash: 'a'.repeat(64) },
    legalBasis: 'consent',
    purposes: { registration: 'given' },
    collectionMethod: 'electronic',
    effectiveDate: '2026-03-01',
    expiryDate: '2028-03-01',
    status: 'given',
    history: [{ status: 'given', at: '2026-03-01T08:00:00.000Z' }],
  },
};

/** Every place of a record at which something else can be put, by the names that lead there. */
const PLACES = placesOf(RECORD);

const OTHER: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(undefined, null, '', 'given', ID, 1, 2, -1, 0.5, true, [], {}),
  fc.constantFrom<unknown>(
    { precision: 'day', value: '1990-02-30' },
    { precision: 'year', value: '1990' },
    { mediaType: 'image/jpeg', bytes: new Uint8Array(2) },
    { mediaType: 'image/tiff', bytes: new Uint8Array(2) },
  ),
);

describe('the check of many records', () => {
  it('takes exactly what the whole shape takes, whatever came before', () => {
    const change = fc.record({ place: fc.constantFrom(...PLACES), value: OTHER });
    fc.assert(
      fc.property(fc.array(fc.option(change), { minLength: 1, maxLength: 12 }), (changes) => {
        const check = createRecordCheck();
        for (const made of changes) {
          const record = made === null ? RECORD : changed(RECORD, made.place, made.value);
          const fits = RegistrantRecord.safeParse(record).success;
          expect(
            passes(() => {
              check(record as RegistrantRecord);
            }),
          ).toBe(fits);
        }
      }),
      { numRuns: 2000 },
    );
  });

  it('takes a record again that it took before', () => {
    const check = createRecordCheck();
    for (const deviceCounter of [1, 2, 3]) check({ ...RECORD, deviceCounter });
    expect(() => {
      check({ ...RECORD, deviceCounter: -1 });
    }).toThrow();
  });
});

function passes(work: () => void): boolean {
  try {
    work();
    return true;
  } catch {
    return false;
  }
}

function placesOf(value: unknown): readonly (readonly string[])[] {
  if (typeof value !== 'object' || value === null) return [[]];
  return [
    [],
    ...Object.entries(value).flatMap(([name, part]) =>
      placesOf(part).map((place) => [name, ...place]),
    ),
  ].filter((place, at) => at > 0 || place.length === 0);
}

function changed(value: unknown, [name, ...rest]: readonly string[], other: unknown): unknown {
  if (name === undefined) return other;
  const content = value as Readonly<Record<string, unknown>>;
  const part = changed(content[name], rest, other);
  if (Array.isArray(value))
    return value.map((item: unknown, at) => (String(at) === name ? part : item));
  return { ...content, [name]: part };
}
