import { createHash, randomUUID } from 'node:crypto';
import { sha256Hex } from './signature.ts';

const SMALLEST_PART = 5 * 1024 * 1024;

/** A refusal in S3's words. */
export class S3Refusal extends Error {
  readonly status: number;
  readonly code: string;
  constructor(status: number, code: string) {
    super(code);
    this.status = status;
    this.code = code;
  }
}

interface Upload {
  readonly key: string;
  readonly begun: Date;
  readonly parts: Map<number, Uint8Array>;
}

/** One bucket in memory, with the documented rules of the calls that the product makes. */
export interface StandInBucket {
  readonly objects: Map<string, { readonly bytes: Uint8Array; readonly storedAt: Date }>;
  readonly uploads: Map<string, Upload>;
  put(key: string, bytes: Uint8Array, condition: string | undefined, sum?: string): string;
  get(key: string): Uint8Array;
  begin(key: string): string;
  putPart(id: string, key: string, number: number, bytes: Uint8Array): string;
  /** `parts`: numbers and entity tags as the client lists them. */
  complete(
    id: string,
    key: string,
    parts: readonly (readonly [number: number, etag: string])[],
    condition: string | undefined,
  ): string;
  abort(id: string, key: string): void;
}

export function createStandInBucket(): StandInBucket {
  const objects: StandInBucket['objects'] = new Map();
  const uploads: StandInBucket['uploads'] = new Map();
  const uploadOf = (id: string, key: string): Upload => {
    const upload = uploads.get(id);
    if (upload?.key !== key) throw new S3Refusal(404, 'NoSuchUpload');
    return upload;
  };
  const store = (key: string, bytes: Uint8Array, condition: string | undefined): string => {
    if (condition !== undefined && condition !== '*') throw new S3Refusal(501, 'NotImplemented');
    if (condition === '*' && objects.has(key)) throw new S3Refusal(412, 'PreconditionFailed');
    objects.set(key, { bytes: Uint8Array.from(bytes), storedAt: new Date() });
    return etagOf(bytes);
  };
  return {
    objects,
    uploads,
    put(key, bytes, condition, sum) {
      const own = Buffer.from(sha256Hex(bytes), 'hex').toString('base64');
      if (sum !== undefined && sum !== own) throw new S3Refusal(400, 'BadDigest');
      return store(key, bytes, condition);
    },
    get(key) {
      const found = objects.get(key);
      if (found === undefined) throw new S3Refusal(404, 'NoSuchKey');
      return found.bytes;
    },
    begin(key) {
      const id = randomUUID();
      uploads.set(id, { key, begun: new Date(), parts: new Map() });
      return id;
    },
    putPart(id, key, number, bytes) {
      if (number < 1 || number > 10_000) throw new S3Refusal(400, 'InvalidArgument');
      uploadOf(id, key).parts.set(number, Uint8Array.from(bytes));
      return etagOf(bytes);
    },
    complete(id, key, listed, condition) {
      const { parts } = uploadOf(id, key);
      const chosen = listed.map(([number, etag], at) => {
        const bytes = parts.get(number);
        if (bytes === undefined || etagOf(bytes) !== etag) throw new S3Refusal(400, 'InvalidPart');
        if (at > 0 && number <= (listed[at - 1]?.[0] ?? 0)) {
          throw new S3Refusal(400, 'InvalidPartOrder');
        }
        if (at < listed.length - 1 && bytes.length < SMALLEST_PART) {
          throw new S3Refusal(400, 'EntityTooSmall');
        }
        return bytes;
      });
      if (chosen.length === 0) throw new S3Refusal(400, 'MalformedXML');
      const etag = store(key, Buffer.concat(chosen), condition);
      uploads.delete(id);
      return etag;
    },
    abort(id, key) {
      uploadOf(id, key);
      uploads.delete(id);
    },
  };
}

function etagOf(bytes: Uint8Array): string {
  return `"${createHash('md5').update(bytes).digest('hex')}"`;
}
