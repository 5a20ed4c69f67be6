import type { z } from 'zod';
import { RegistrantRecord } from '../../../shared/domain/registrant-record.ts';

/** Throws ZodError for a record that does not have the shape of `RegistrantRecord`. */
export type RecordCheck = (record: RegistrantRecord) => void;

interface PartCheck {
  readonly name: string;
  readonly check: (value: unknown) => void;
}

/**
 * A check as strict as `RegistrantRecord.parse`, for many records that have much in common: a part that is the very one of
 * the record before, which passed, passes too and is not taken apart again. In an import that is the consent but for its
 * ids and purposes, and half of the rest. A text is any text, so answers in text are not looked at one by one.
 */
export function createRecordCheck(): RecordCheck {
  const { answers, consent, ...parts } = RegistrantRecord.shape;
  const checkParts = partsCheck(parts);
  const checkConsent = partsCheck(consent.shape);
  const checkAnswer = remembering(answers.valueType);
  return (record) => {
    checkParts(record);
    checkConsent(record.consent);
    const given = record.answers;
    if (!isPlain(given)) answers.parse(given);
    for (const id in given) {
      const answer = given[id];
      if (typeof answer !== 'string') checkAnswer(answer);
    }
  };
}

/** An object that was written down as such; of anything else the shape itself says whether it will do. */
function isPlain(value: unknown): boolean {
  return (
    typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype
  );
}

function partsCheck(shape: Readonly<Record<string, z.ZodType>>): (value: object) => void {
  const parts: readonly PartCheck[] = Object.entries(shape).map(([name, schema]) => ({
    name,
    check: remembering(schema),
  }));
  return (value) => {
    const content = value as Readonly<Record<string, unknown>>;
    for (const { name, check } of parts) check(content[name]);
  };
}

function remembering(schema: z.ZodType): (value: unknown) => void {
  let passed: unknown;
  let any = false;
  return (value) => {
    if (any && value === passed) return;
    schema.parse(value);
    passed = value;
    any = true;
  };
}
