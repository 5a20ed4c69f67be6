import { expect, test } from 'vitest';
import { answerOf, isoDay, partsOf } from './birth-date-model.ts';
import { consentProblem, isEnrolmentRefused } from './consent-model.ts';
import { qrPath, slipText } from './qr-code.ts';
import { beginStroke, extendStroke, MAX_PATH_LENGTH, toBox } from './signature-path.ts';
import { BirthDate } from '../../../shared/forms/form-definition.ts';
import type { ConsentNotice } from '../../../shared/domain/consent-notice.ts';

test.each([
  [{ precision: 'day', year: '1987', month: '03', day: '4' }, '1987-03-04'],
  [{ precision: 'day', year: '١٩٨٧', month: '03', day: '٤' }, '1987-03-04'],
  [{ precision: 'month', year: '1987', month: '03', day: '4' }, '1987-03'],
  [{ precision: 'year', year: '1987', month: '03', day: '' }, '1987'],
] as const)('a complete date is valid at its precision: %o', (parts, value) => {
  const answer = answerOf(parts);
  expect(answer).toEqual({ precision: parts.precision, value });
  expect(BirthDate.safeParse(answer).success).toBe(true);
});

test('an incomplete date is kept as typed, is invalid, and comes back into its fields', () => {
  const answer = answerOf({ precision: 'day', year: '1987', month: '', day: '4' });
  expect(BirthDate.safeParse(answer).success).toBe(false);
  expect(partsOf(answer)).toEqual({ precision: 'day', year: '1987', month: '', day: '4' });
});

test('nothing typed is no answer', () => {
  expect(answerOf({ precision: 'day', year: '', month: '', day: '' })).toBeUndefined();
});

test('the day is the laptop’s own calendar day', () => {
  expect(isoDay(new Date(2026, 0, 5, 23, 59))).toBe('2026-01-05');
});

const NOTICE = {
  purposes: [
    { id: 'registration', required: true },
    { id: 'contact', required: false },
  ],
} as unknown as ConsentNotice;
const ANSWERED = {
  noticeLanguage: 'ar',
  answers: { registration: 'given', contact: 'refused' },
  method: 'electronic',
  witness: '',
  signaturePath: '',
} as const;

test.each([
  [{ answers: { registration: 'given' } }, 'unanswered'],
  [{ method: null }, 'method'],
  [{ method: 'signature' }, 'signature'],
  [{ method: 'verbal-witnessed', witness: '  ' }, 'witness'],
  [{}, null],
] as const)('consent with %o lacks %s', (change, problem) => {
  expect(consentProblem(NOTICE, { ...ANSWERED, ...change })).toBe(problem);
});

test('only a required purpose ends the enrolment', () => {
  expect(isEnrolmentRefused(NOTICE, ANSWERED)).toBe(false);
  const answers = { registration: 'refused', contact: 'given' } as const;
  expect(isEnrolmentRefused(NOTICE, { ...ANSWERED, answers })).toBe(true);
});

test('a stroke grows by visible steps only, inside its box', () => {
  const start = beginStroke('', { x: 10, y: 10 });
  expect(extendStroke(start, { x: 11, y: 10 })).toBe(start);
  expect(extendStroke(start, { x: 40, y: 20 })).toBe('M10 10L10 10L40 20');
  const area = { left: 100, top: 50, width: 300, height: 100 };
  const box = { width: 600, height: 200 };
  expect(toBox({ x: 250, y: 100 }, area, box)).toEqual({ x: 300, y: 100 });
  expect(toBox({ x: 0, y: 900 }, area, box)).toEqual({ x: 0, y: 200 });
});

test('a path never grows beyond what a consent record takes', () => {
  const path = `M0 0${'L100 100'.repeat(7_499)}`;
  expect(extendStroke(path, { x: 5, y: 5 }).length).toBeLessThanOrEqual(MAX_PATH_LENGTH);
});

test('the slip’s code holds number and programme and nothing else', () => {
  const text = slipText('north-river', 'K7QD-000042-7');
  expect(text).toBe('FIELDSEAL:1:north-river:K7QD-000042-7');
  const { path, size } = qrPath(text);
  expect(size).toBeGreaterThan(28);
  expect(path).toMatch(/^(M\d+ \d+h1v1h-1z)+$/u);
});
