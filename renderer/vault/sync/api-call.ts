import type { SigningKey } from '../../../shared/crypto/index.ts';
import type { Bytes } from '../../../shared/encoding/bytes.ts';

/** One request to the server. */
export interface ApiCall {
  readonly serverUrl: string;
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH';
  /** Path with its query. */
  readonly path: string;
  /** Key that the request is signed in with; none for public routes. */
  readonly key?: SigningKey | undefined;
  /** Key that a POST of JSON proves by itself in place of an access token (`proveKey`). */
  readonly provenKey?: SigningKey | undefined;
  readonly json?: unknown;
  readonly binary?: Bytes | undefined;
  /** Of `binary`, where it is none of our files. */
  readonly contentType?: string | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
}
