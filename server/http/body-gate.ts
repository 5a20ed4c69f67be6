import type { FastifyReply, FastifyRequest } from 'fastify';
import { FieldsealError } from '../../shared/errors/fieldseal-error.ts';
import { createGate } from '../gate.ts';
import { BATCH_BODY_LIMIT } from './batch-body-limit.ts';
import { callerOf } from './route-access.ts';

/** Bytes of batches that are held in memory at a time, whoever sends them; a larger batch is let in alone. */
const MOST_BYTES = 8 * 1024 * 1024;
/** A laptop sends one batch at a time; other connections may be what is left of a broken line. */
const MOST_OF_A_CALLER = 4;
const PATIENCE_MS = 60_000;

/** A hook for routes with large bodies. */
export type BodyGate = (request: FastifyRequest, reply: FastifyReply) => Promise<void>;

/**
 * Lets bodies in as far as there is room for them, before their first byte is read: what waits, waits in the sender's
 * network, so that a thousand laptops that come at once take no more memory than a few.
 * @throws FieldsealError `server.too-many-requests` for a caller with too many under way, `server.not-ready` when there
 * was no room for a minute.
 */
export function createBodyGate(): BodyGate {
  const gate = createGate(MOST_BYTES, PATIENCE_MS);
  const underWay = new Map<string, number>();
  return async (request, reply) => {
    const { deviceId } = callerOf(request);
    const count = underWay.get(deviceId) ?? 0;
    if (count >= MOST_OF_A_CALLER) {
      throw new FieldsealError('server.too-many-requests', { limit: MOST_OF_A_CALLER });
    }
    underWay.set(deviceId, count + 1);
    const forget = (): void => {
      const left = (underWay.get(deviceId) ?? 1) - 1;
      if (left === 0) underWay.delete(deviceId);
      else underWay.set(deviceId, left);
    };
    try {
      const leave = await gate.enter(announced(request));
      const end = (): void => {
        leave();
        forget();
      };
      // It may have hung up while it waited.
      if (reply.raw.destroyed) end();
      else reply.raw.once('close', end);
    } catch (error) {
      forget();
      throw error;
    }
  };
}

/** What is read of it at the most; a body that does not say its length may have any. */
function announced(request: FastifyRequest): number {
  const length = Number(request.headers['content-length'] ?? BATCH_BODY_LIMIT);
  return Number.isFinite(length)
    ? Math.min(Math.max(length, 1), BATCH_BODY_LIMIT)
    : BATCH_BODY_LIMIT;
}
