import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { ReceiptItem } from '../../shared/sync/receipt-file.ts';

/** One answer, by its route's pattern: never by path, which holds ids. */
export interface AnsweredRequest {
  readonly route: string;
  readonly method: string;
  readonly status: number;
  readonly seconds: number;
}

/** Connections of a pool. */
export interface PoolCounts {
  readonly totalCount: number;
  readonly idleCount: number;
  readonly waitingCount: number;
}

/** What a database tells of itself. */
export interface DatabaseWatch {
  queried(seconds: number, isFailed: boolean): void;
  watchPool(pool: PoolCounts): void;
}

/**
 * Numbers of one server for Prometheus. Every label has few values that are known beforehand: no id, no name and no
 * address gets in.
 */
export interface Metrics extends DatabaseWatch {
  answered(request: AnsweredRequest): void;
  /** A batch that was taken for the first time, with its items. */
  batchTaken(items: readonly Pick<ReceiptItem, 'verdict'>[]): void;
  /** A batch that is held already, or that was refused as a whole. */
  batchNotTaken(outcome: 'repeated' | 'refused'): void;
  uploadEnded(outcome: 'finished' | 'refused' | 'damaged'): void;
  pieceTaken(outcome: 'kept' | 'damaged'): void;
  /** A call to the object store. */
  objectsAsked(operation: string, seconds: number, isFailed: boolean): void;
  /** Asks `count` at every reading how many uploads are under way. */
  watchUploads(count: () => Promise<number>): void;
  /** All of it in Prometheus' text format. */
  read(): Promise<{ readonly contentType: string; readonly text: string }>;
}

const UPLOADS_UNDER_WAY = 'fieldseal_uploads_under_way';
const SECONDS_OF_ANSWERS = [0.005, 0.02, 0.1, 0.5, 1, 5, 20, 60];
const SECONDS_OF_QUERIES = [0.001, 0.005, 0.02, 0.1, 0.5, 2, 10];

/** Metrics of their own for each server, so that several run in one process. */
export function createMetrics(): Metrics {
  const registers = [new Registry()];
  const [register] = registers as [Registry];
  collectDefaultMetrics({ register });
  const answers = new Histogram({
    name: 'fieldseal_http_request_duration_seconds',
    help: 'Time from request to answer, by route pattern',
    labelNames: ['route', 'method', 'status'],
    buckets: SECONDS_OF_ANSWERS,
    registers,
  });
  const batches = counter(registers, 'fieldseal_batches_total', 'Batches by outcome', 'outcome');
  const items = counter(registers, 'fieldseal_items_total', 'Items by verdict', 'verdict');
  const uploads = counter(registers, 'fieldseal_uploads_total', 'Ended uploads', 'outcome');
  const pieces = counter(registers, 'fieldseal_upload_pieces_total', 'Pieces', 'outcome');
  const queries = new Histogram({
    name: 'fieldseal_database_query_duration_seconds',
    help: 'Time of database queries, by outcome',
    labelNames: ['outcome'],
    buckets: SECONDS_OF_QUERIES,
    registers,
  });
  const objects = new Histogram({
    name: 'fieldseal_object_store_duration_seconds',
    help: 'Time of calls to the object store, by outcome',
    labelNames: ['operation', 'outcome'],
    buckets: SECONDS_OF_QUERIES,
    registers,
  });
  return {
    answered: ({ route, method, status, seconds }) => {
      answers.observe({ route, method, status }, seconds);
    },
    batchTaken(taken) {
      batches.inc({ outcome: 'taken' });
      for (const { verdict } of taken) items.inc({ verdict });
    },
    batchNotTaken: (outcome) => {
      batches.inc({ outcome });
    },
    uploadEnded: (outcome) => {
      uploads.inc({ outcome });
    },
    pieceTaken: (outcome) => {
      pieces.inc({ outcome });
    },
    objectsAsked: (operation, seconds, isFailed) => {
      objects.observe({ operation, outcome: isFailed ? 'failed' : 'done' }, seconds);
    },
    watchUploads: (count) => {
      watchUploads(registers, count);
    },
    queried: (seconds, isFailed) => {
      queries.observe({ outcome: isFailed ? 'failed' : 'done' }, seconds);
    },
    watchPool: (pool) => {
      watchPool(registers, pool);
    },
    read: async () => ({ contentType: register.contentType, text: await register.metrics() }),
  };
}

function counter(registers: Registry[], name: string, help: string, label: string): Counter {
  return new Counter({ name, help, labelNames: [label], registers });
}

function watchUploads(registers: Registry[], count: () => Promise<number>): void {
  // The server that came last is asked.
  for (const register of registers) register.removeSingleMetric(UPLOADS_UNDER_WAY);
  new Gauge({
    name: UPLOADS_UNDER_WAY,
    help: 'Uploads that have begun and neither ended nor run out',
    registers,
    async collect() {
      // A database that does not answer must not hide the other numbers.
      this.set(await count().catch(() => Number.NaN));
    },
  });
}

function watchPool(registers: Registry[], pool: PoolCounts): void {
  new Gauge({
    name: 'fieldseal_database_connections',
    help: 'Connections of the pool, and queries that wait for one',
    labelNames: ['state'],
    registers,
    collect() {
      this.set({ state: 'busy' }, pool.totalCount - pool.idleCount);
      this.set({ state: 'idle' }, pool.idleCount);
      this.set({ state: 'waited-for' }, pool.waitingCount);
    },
  });
}
