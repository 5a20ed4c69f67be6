import {
  concatBytes,
  fromBase64Url,
  fromUtf8,
  toBase64Url,
  utf8,
  type Bytes,
} from '../encoding/bytes.ts';
import { FieldsealError } from '../errors/fieldseal-error.ts';
import { frame, readFrames } from '../sync/framing.ts';
import type { VouchedAnswer } from './recovery-answer.ts';

/** First eight bytes of every `.fsrecovery`. */
const MAGIC = utf8('FSRECV\u0000\u0001');
/** Small: a request holds at most nine shares. */
export const LARGEST_RECOVERY_FILE = 256 * 1024;

/** What a `.fsrecovery` carries: a signed request, or an answer with its voucher. Neither is secret. */
export type RecoveryFile =
  | { readonly kind: 'request'; readonly request: Bytes }
  | { readonly kind: 'answer'; readonly answer: VouchedAnswer };

/** Writes a request to be carried to an administrator. */
export function writeRequestFile(request: Bytes): Bytes {
  return concatBytes(MAGIC, frame(utf8('request')), frame(request));
}

/** Writes an answer to be carried back. */
export function writeAnswerFile({ answer, voucher }: VouchedAnswer): Bytes {
  return concatBytes(
    MAGIC,
    frame(utf8('answer')),
    frame(answer),
    frame(fromBase64Url(voucher.grant)),
    frame(fromBase64Url(voucher.request)),
  );
}

/** Reads either; nothing in it is verified yet. @throws FieldsealError `recovery.file-invalid`. */
export function readRecoveryFile(bytes: Bytes): RecoveryFile {
  try {
    if (bytes.length > LARGEST_RECOVERY_FILE) throw new RangeError('too large');
    const [kind, first, grant, request, ...rest] = readFrames(MAGIC, bytes);
    if (kind === undefined || first === undefined || rest.length > 0) throw new TypeError('parts');
    if (fromUtf8(kind) === 'request' && grant === undefined) {
      return { kind: 'request', request: first };
    }
    if (fromUtf8(kind) !== 'answer' || grant === undefined || request === undefined) {
      throw new TypeError('parts');
    }
    const voucher = { grant: toBase64Url(grant), request: toBase64Url(request) };
    return { kind: 'answer', answer: { answer: first, voucher } };
  } catch (cause) {
    throw new FieldsealError('recovery.file-invalid', {}, cause);
  }
}
