import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import { createClkEncoder, randomBytes, type ClkEncoder } from '../../../shared/crypto/index.ts';
import { personFields } from '../../../shared/matching/person-fields.ts';
import { createPersonEncoder } from './person-encoder.ts';

let clk: ClkEncoder;
beforeAll(async () => {
  clk = await createClkEncoder(randomBytes(32), { use: 'laptop', deviceId: 'laptop' });
});

const name = fc.oneof(
  fc.constantFrom('', 'Smith', 'smith', 'فاطمة حسن', 'አበበ', 'al-Hassan', 'José María'),
  fc.string({ unit: 'grapheme', maxLength: 20 }),
);

test('what is remembered of names changes no encoding', () => {
  const encoder = createPersonEncoder(clk);
  fc.assert(
    fc.property(
      fc.record({
        givenName: name,
        familyName: name,
        birthDate: fc.constantFrom('', '1980', '19800214'),
        phone: fc.constantFrom('', '0611222333'),
      }),
      (person) => {
        const expected = clk.encode(personFields(person));
        expect(encoder.encode(person)).toEqual(expected);
        expect(encoder.encode(person)).toEqual(expected);
      },
    ),
  );
});
