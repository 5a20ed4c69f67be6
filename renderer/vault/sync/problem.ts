import { isErrorCode } from '../../../shared/errors/error-codes.ts';
import { FieldsealError } from '../../../shared/errors/fieldseal-error.ts';
import { Problem } from '../../../shared/sync/http-api.ts';

const FIRST_SERVER_ERROR = 500;

/** The error that an answer's problem details (RFC 9457) name; what is no problem of ours is told by its status. */
export async function problemOf(response: Response): Promise<FieldsealError> {
  const problem = Problem.safeParse(await response.json().catch(() => null));
  if (problem.success && isErrorCode(problem.data.code)) {
    return new FieldsealError(problem.data.code, problem.data.details);
  }
  const { status } = response;
  // A gateway or a captive portal in between: the same call may go through later.
  return status >= FIRST_SERVER_ERROR || !problem.success
    ? new FieldsealError('sync.server-nonsense', { status })
    : new FieldsealError('sync.server-refused', { status });
}
