import type { FastifyBaseLogger } from 'fastify';
import type { SigningKey } from '../shared/crypto/index.ts';
import type { ScopedDatabase } from './db/scope.ts';
import type { Gate } from './gate.ts';
import type { ConnectionLimits } from './http/connection-limits.ts';
import type { Metrics } from './metrics/metrics.ts';
import type { ObjectStore } from './objects/object-store.ts';

/** Calls per minute: on the public routes by address, else by the caller's key. */
export interface RateLimits {
  /** Routes that take a one-time code: guessing must not pay. */
  readonly codes: number;
  /** Asking whether a grant is there, and for tokens. */
  readonly polls: number;
  /** What one device or operator, signed in, may ask; a batch in pieces takes a call for each piece. */
  readonly calls: number;
}

/** Everything the server's parts need from outside; a test gives its own. */
export interface ServerDeps {
  readonly db: ScopedDatabase;
  /** Attachments. What it can't do is `server.not-ready`. */
  readonly objects: ObjectStore;
  /** Signs receipts and access tokens. */
  readonly serverKey: SigningKey;
  /** Origin that laptops reach the server at. A function: with port 0 it is known after listening only. */
  readonly publicOrigin: () => string;
  readonly now: () => Date;
  readonly logger: FastifyBaseLogger;
  readonly limits: RateLimits;
  /** Undefined: the usual ones. */
  readonly connectionLimits?: ConnectionLimits | undefined;
  /** Batches that are verified and stored at the same time, each of weight 1; the others wait with their bytes alone. */
  readonly batchGate: Gate;
  readonly metrics: Metrics;
  /** Folder of the browser host's files; undefined serves the interface alone. */
  readonly appFolder?: string | undefined;
  readonly appOrigins: readonly string[];
}
