import type { FastifyBaseLogger } from 'fastify';
import { FieldsealError } from '../../shared/errors/fieldseal-error.ts';
import type { Metrics } from '../metrics/metrics.ts';
import type { ObjectStore } from './object-store.ts';

const MS_PER_SECOND = 1000;

/**
 * The store with its calls measured and its failures logged and answered as `server.not-ready`: another try may go through.
 * The log learns what kind of error it was, never where the store lies.
 */
export function watchStore(
  store: ObjectStore,
  logger: FastifyBaseLogger,
  metrics: Pick<Metrics, 'objectsAsked'>,
): ObjectStore {
  async function watched<T>(operation: string, work: () => Promise<T>): Promise<T> {
    const start = performance.now();
    const seconds = (): number => (performance.now() - start) / MS_PER_SECOND;
    try {
      const result = await work();
      metrics.objectsAsked(operation, seconds(), false);
      return result;
    } catch (cause) {
      metrics.objectsAsked(operation, seconds(), true);
      const { name, code } = cause as { readonly name?: unknown; readonly code?: unknown };
      logger.error({ operation, errorName: name, errorCode: code }, 'object store failed');
      throw new FieldsealError('server.not-ready', {}, cause);
    }
  }
  return {
    put: (address, bytes) => watched('put', () => store.put(address, bytes)),
    get: (address) => watched('get', () => store.get(address)),
    delete: (address) => watched('delete', () => store.delete(address)),
    list: () => store.list(),
    dropUnfinished: (before) => watched('clear', () => store.dropUnfinished(before)),
    ping: () => watched('ping', () => store.ping()),
    claim: (mark) => watched('claim', () => store.claim(mark)),
  };
}
