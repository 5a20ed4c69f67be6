import { digestBytes, type SigningKey } from '../../../shared/crypto/index.ts';
import type { Bytes } from '../../../shared/encoding/bytes.ts';
import { FieldsealError } from '../../../shared/errors/fieldseal-error.ts';
import { ROUTES } from '../../../shared/sync/http-api.ts';
import {
  PIECE_CONTENT_TYPE,
  TUS_VERSION,
  uploadChecksum,
  uploadMetadata,
} from '../../../shared/sync/upload-protocol.ts';
import type { ApiCall } from './api-call.ts';
import type { ApiClient } from './api-client.ts';

/** A batch and where it goes. */
export interface UploadTarget {
  readonly serverUrl: string;
  readonly deviceKey: SigningKey;
  readonly batchHash: string;
  readonly bytes: Bytes;
}

/** A batch at the server, as far as it has come. */
export interface BatchUpload {
  /** Begins, or finds what was begun; answers how far it is. */
  begin(): Promise<number>;
  /** Sends the bytes from `start` to before `end`; answers how far it is now. */
  sendPiece(start: number, end: number): Promise<number>;
  /** The receipt, or null where the batch has not been taken. */
  receipt(): Promise<Bytes | null>;
}

/**
 * An upload by tus 1.0.0. Every method throws FieldsealError as the API client does, and `sync.server-nonsense` for an
 * answer that no such server gives: a captive portal says yes to everything.
 */
export function createBatchUpload(api: ApiClient, target: UploadTarget): BatchUpload {
  const { serverUrl, deviceKey, batchHash, bytes } = target;
  const upload = ROUTES.upload.replace(':batchHash', batchHash);
  const call = (rest: Pick<ApiCall, 'method' | 'path'> & Partial<ApiCall>): ApiCall => ({
    serverUrl,
    key: deviceKey,
    ...rest,
    headers: { 'tus-resumable': TUS_VERSION, ...rest.headers },
  });

  function offsetIn(headers: Headers): number {
    const offset = Number(headers.get('upload-offset') ?? Number.NaN);
    const isOurs = headers.get('tus-resumable') === TUS_VERSION;
    if (!isOurs || !Number.isInteger(offset) || offset < 0 || offset > bytes.length) {
      throw new FieldsealError('sync.server-nonsense');
    }
    return offset;
  }

  return {
    async begin() {
      const headers = {
        'upload-length': String(bytes.length),
        'upload-metadata': uploadMetadata(batchHash),
      };
      return offsetIn(await api.none(call({ method: 'POST', path: ROUTES.uploads, headers })));
    },
    async sendPiece(start, end) {
      const piece = bytes.slice(start, end);
      const headers = {
        'upload-offset': String(start),
        'upload-checksum': uploadChecksum(await digestBytes(piece)),
      };
      const answer = await api.none(
        call({
          method: 'PATCH',
          path: upload,
          headers,
          binary: piece,
          contentType: PIECE_CONTENT_TYPE,
        }),
      );
      return offsetIn(answer);
    },
    async receipt() {
      try {
        const path = ROUTES.receipt.replace(':batchHash', batchHash);
        return await api.bytes(call({ method: 'GET', path }));
      } catch (error) {
        if (error instanceof FieldsealError && error.code === 'server.not-found') return null;
        throw error;
      }
    },
  };
}
