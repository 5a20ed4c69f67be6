import { ERROR_CODES, isErrorCode, type ErrorCode } from './error-codes.ts';

/**
 * What a message may be filled with: limits, counts, dates, field ids. Never a registrant's data: an
 * error travels to logs and other processes.
 */
export type ErrorDetails = Readonly<Record<string, string | number | boolean>>;

/** The plain form of an error that crosses a worker port, an IPC channel or HTTP. */
export interface ErrorEnvelope {
  readonly code: ErrorCode;
  readonly retryable: boolean;
  readonly details: ErrorDetails;
}

/** Answer of a call that crosses a boundary: thrown errors would lose all but their message there. */
export type Outcome<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: ErrorEnvelope };

/** The one error class: a closed code, whether to retry, and details without personal data. */
export class FieldsealError extends Error {
  readonly code: ErrorCode;
  readonly details: ErrorDetails;

  constructor(code: ErrorCode, details: ErrorDetails = {}, cause?: unknown) {
    super(code, cause === undefined ? undefined : { cause });
    this.name = 'FieldsealError';
    this.code = code;
    this.details = details;
  }

  get retryable(): boolean {
    return ERROR_CODES[this.code].retryable;
  }

  /** Id of the message that tells the user what happened and what to do. */
  get messageId(): string {
    return `error.${this.code}`;
  }
}

/** Turns anything thrown into an envelope; what is not ours becomes `fallback`, its text is dropped. */
export function toErrorEnvelope(error: unknown, fallback: ErrorCode): ErrorEnvelope {
  if (error instanceof FieldsealError) {
    return { code: error.code, retryable: error.retryable, details: error.details };
  }
  return { code: fallback, retryable: ERROR_CODES[fallback].retryable, details: {} };
}

/** Rebuilds the error on the other side of a boundary; an unknown code becomes `fallback`. */
export function fromErrorEnvelope(envelope: unknown, fallback: ErrorCode): FieldsealError {
  if (typeof envelope !== 'object' || envelope === null) return new FieldsealError(fallback);
  const { code, details } = envelope as { readonly code?: unknown; readonly details?: unknown };
  return new FieldsealError(
    isErrorCode(code) ? code : fallback,
    typeof details === 'object' && details !== null ? (details as ErrorDetails) : {},
  );
}

/** Runs `work` and answers with an outcome instead of throwing. */
export async function settle<T>(
  work: () => Promise<T> | T,
  fallback: ErrorCode,
): Promise<Outcome<T>> {
  try {
    return { ok: true, value: await work() };
  } catch (error) {
    return { ok: false, error: toErrorEnvelope(error, fallback) };
  }
}

/** Takes the value out of an outcome, or throws the error it carries. */
export function unwrapOutcome<T>(outcome: Outcome<T>, fallback: ErrorCode): T {
  if (outcome.ok) return outcome.value;
  throw fromErrorEnvelope(outcome.error, fallback);
}
