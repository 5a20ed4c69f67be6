import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isWorthShowing } from './decision.ts';
import { explainMatch, totalEvidence, type PlainPerson } from './explain.ts';
import { isOneSlip } from './one-slip.ts';

const LAYLA: PlainPerson = {
  familyName: 'Haddad',
  givenName: 'Layla',
  birthDate: { precision: 'day', value: '1990-04-01' },
  phone: '+963 11 555 0142',
  nationalId: 'AB-123456',
};

function codesOf(change: Partial<PlainPerson>): readonly string[] {
  return explainMatch(LAYLA, { ...LAYLA, ...change }).map(({ code }) => code);
}

describe('the explanation of a match', () => {
  it.each<readonly [Partial<PlainPerson>, string]>([
    [{}, 'names-same'],
    [{ familyName: 'LAYLA', givenName: 'haddad' }, 'names-swapped'],
    [{ givenName: 'ليلى' }, 'given-name-alike'],
    [{ givenName: 'Лайла' }, 'given-name-spelling'],
    [{ familyName: 'Hadad' }, 'family-name-one-letter'],
    [{ familyName: 'Kheddad' }, 'family-name-alike'],
    [{ familyName: 'Mansour' }, 'family-name-differs'],
    [{ birthDate: { precision: 'day', value: '1990-01-04' } }, 'birth-date-day-month-swapped'],
    [{ birthDate: { precision: 'day', value: '1991-04-01' } }, 'birth-date-one-digit'],
    [{ birthDate: { precision: 'month', value: '1990-04' } }, 'birth-date-less-exact'],
    [{ birthDate: { precision: 'year', value: '1991' } }, 'birth-date-differs'],
    [{ phone: '00963115550142' }, 'phone-same'],
    [{ phone: '+963 11 555 0143' }, 'phone-one-character'],
    [{ nationalId: 'ab 123465' }, 'national-id-one-character'],
    [{ nationalId: 'CD-777777' }, 'national-id-differs'],
  ])('of %j says %s', (change, code) => {
    expect(codesOf(change)).toContain(code);
  });

  it('leaves out what one of them lacks', () => {
    const nobody = { familyName: '', givenName: '', birthDate: null, phone: '', nationalId: '' };
    expect(explainMatch(LAYLA, nobody)).toEqual([]);
  });

  it('shows the same person, and keeps namesakes and households apart', () => {
    const shown = (change: Partial<PlainPerson>): boolean =>
      isWorthShowing(0.8, explainMatch({ ...LAYLA, nationalId: '' }, { ...LAYLA, ...change }));
    expect(shown({})).toBe(true);
    expect(shown({ familyName: 'Haddaad', birthDate: { precision: 'year', value: '1990' } })).toBe(
      true,
    );
    const born = { precision: 'day', value: '1967-11-23' } as const;
    expect(shown({ birthDate: born, phone: '+963 944 718 236' })).toBe(false);
    expect(shown({ givenName: 'Yousef', birthDate: born })).toBe(false);
    expect(isWorthShowing(0.87, null)).toBe(false);
    expect(isWorthShowing(0.88, null)).toBe(true);
  });

  it('weighs the same both ways', () => {
    const person = fc.record({
      familyName: fc.constantFrom('', 'Haddad', 'Layla', 'حداد', 'Hadad'),
      givenName: fc.constantFrom('', 'Haddad', 'Layla', 'ليلى', 'Leila'),
      birthDate: fc.constantFrom(null, LAYLA.birthDate, {
        precision: 'year' as const,
        value: '1990',
      }),
      phone: fc.constantFrom('', '0123456', '0123457'),
      nationalId: fc.constantFrom('', 'AB1', 'ab-1'),
    });
    fc.assert(
      fc.property(person, person, (a, b) => {
        expect(totalEvidence(explainMatch(a, b))).toBeCloseTo(totalEvidence(explainMatch(b, a)), 9);
      }),
    );
  });
});

describe('one slip', () => {
  it.each([
    ['abc', 'abxc', true],
    ['abc', 'ac', true],
    ['abc', 'axc', true],
    ['abc', 'acb', true],
    ['abc', 'cba', false],
    ['abc', 'abxyc', false],
    ['', 'a', true],
    ['aab', 'aaab', true],
  ])('of %s and %s: %s', (a, b, one) => {
    expect(isOneSlip(a, b)).toBe(one);
    expect(isOneSlip(b, a)).toBe(one);
  });
});
