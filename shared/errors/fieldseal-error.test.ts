import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ERROR_CODES, isErrorCode } from './error-codes.ts';
import {
  FieldsealError,
  fromErrorEnvelope,
  settle,
  toErrorEnvelope,
  unwrapOutcome,
} from './fieldseal-error.ts';

describe('errors over a boundary', () => {
  it('keep code and details, and say whether to try again', async () => {
    const outcome = await settle(() => {
      throw new FieldsealError('sync.batch-gap', { expected: 4 });
    }, 'server.internal');
    expect(structuredClone(outcome)).toEqual({
      ok: false,
      error: { code: 'sync.batch-gap', retryable: true, details: { expected: 4 } },
    });
    expect(() => unwrapOutcome(outcome, 'server.internal')).toThrow(
      expect.objectContaining({
        code: 'sync.batch-gap',
        messageId: 'error.sync.batch-gap',
        details: { expected: 4 },
      }),
    );
  });

  it('lose the text of errors that are not ours: it may hold personal data', () => {
    const envelope = toErrorEnvelope(new Error('Kamau, born 1990'), 'vault.internal');
    expect(envelope).toEqual({ code: 'vault.internal', retryable: true, details: {} });
    expect(JSON.stringify(envelope)).not.toContain('Kamau');
  });

  it('are rebuilt from anything, as a code of the closed table', () => {
    fc.assert(
      fc.property(fc.anything(), (noise) => {
        expect(isErrorCode(fromErrorEnvelope(noise, 'server.internal').code)).toBe(true);
      }),
    );
    expect(fromErrorEnvelope({ code: 'toString' }, 'server.internal').code).toBe('server.internal');
  });

  it('hand values through', async () => {
    expect(unwrapOutcome(await settle(async () => 5, 'server.internal'), 'server.internal')).toBe(
      5,
    );
  });

  it('have codes of one form, by subsystem', () => {
    for (const code of Object.keys(ERROR_CODES))
      expect(code).toMatch(/^[a-z]+\.[a-z]+(?:-[a-z]+)*$/u);
  });
});
