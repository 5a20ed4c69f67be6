import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CONSENT, NOTICE } from '../../test/support/sample-programme.ts';
import { noticeLanguages } from './consent-notice.ts';
import {
  ConsentRecord,
  ConsentStatus,
  answersAllow,
  checkConsent,
  transitionConsent,
} from './consent.ts';

const STATUSES = ConsentStatus.values;
const ALLOWED = new Set([
  'requested>given',
  'requested>refused',
  'given>renewed',
  'given>withdrawn',
  'given>expired',
  'given>invalidated',
  'renewed>withdrawn',
  'renewed>expired',
  'renewed>invalidated',
  'expired>renewed',
]);
const PAIRS = [...STATUSES].flatMap((from) => [...STATUSES].map((to) => [from, to] as const));
const DAY = '2026-06-01';

describe('consent transitions', () => {
  it.each(PAIRS)('%s to %s', (from, to) => {
    const consent = { ...CONSENT, status: from };
    const step = () => transitionConsent(consent, to, '2026-06-01T10:00:00Z');
    if (!ALLOWED.has(`${from}>${to}`)) {
      expect(step).toThrow('consent.transition-invalid');
      return;
    }
    const next = step();
    expect(next.status).toBe(to);
    expect(next.history).toEqual([...CONSENT.history, { status: to, at: '2026-06-01T10:00:00Z' }]);
    expect(ConsentRecord.safeParse(next).success).toBe(true);
    expect(consent.history).toHaveLength(1);
  });

  it('never lead from a refused, withdrawn or invalidated consent to one that allows', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('refused', 'withdrawn', 'invalidated'),
        fc.array(fc.constantFrom(...STATUSES)),
        (start, steps) => {
          let consent: ConsentRecord = { ...CONSENT, status: start };
          for (const step of steps) {
            try {
              consent = transitionConsent(consent, step, '2026-06-01T10:00:00Z');
            } catch {
              continue;
            }
          }
          expect(checkConsent(consent, 'registration', DAY)).toBe(false);
        },
      ),
    );
  });
});

describe('checkConsent', () => {
  it('allows a purpose that was given, from the first to the last day', () => {
    for (const status of ['given', 'renewed'] as const) {
      for (const day of ['2026-01-10', DAY, '2027-01-10']) {
        expect(checkConsent({ ...CONSENT, status }, 'registration', day)).toBe(true);
      }
    }
  });

  it.each([
    ['a refused purpose', 'contact'],
    ['a purpose it does not name', 'identity-photo'],
    ['no purpose', ''],
    ['a name every object has', 'constructor'],
    ['a prototype', '__proto__'],
  ])('refuses %s', (_what, purposeId) => {
    expect(checkConsent(CONSENT, purposeId, DAY)).toBe(false);
  });

  it.each(['2026-01-09', '2027-01-11', '2025-06-01', '', 'tomorrow'])(
    'refuses the day %j',
    (day) => {
      expect(checkConsent(CONSENT, 'registration', day)).toBe(false);
    },
  );

  it.each([...STATUSES].filter((status) => status !== 'given' && status !== 'renewed'))(
    'refuses a consent that is %s',
    (status) => {
      expect(checkConsent({ ...CONSENT, status }, 'registration', DAY)).toBe(false);
    },
  );
});

describe('answersAllow', () => {
  it.each([
    ['all given', { registration: 'given', contact: 'given', 'identity-photo': 'given' }, true],
    [
      'optional ones refused',
      { registration: 'given', contact: 'refused', 'identity-photo': 'refused' },
      true,
    ],
    [
      'the required one refused',
      { registration: 'refused', contact: 'given', 'identity-photo': 'given' },
      false,
    ],
    ['an optional one not answered', { registration: 'given', contact: 'given' }, false],
    ['nothing answered', {}, false],
  ] as const)('%s: %s', (_what, answers, expected) => {
    expect(answersAllow(NOTICE, answers)).toBe(expected);
  });
});

describe('notice languages', () => {
  it('are those in which both title and body exist', () => {
    expect(noticeLanguages(NOTICE)).toEqual(['en', 'ar']);
  });
});
