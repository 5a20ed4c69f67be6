import type { FastifyRequest } from 'fastify';
import type { ServerAuditActor } from '../../shared/audit/server-event.ts';
import type { Caller } from '../auth/caller.ts';

/** What all events of one request have in common: when, by whom, in which request. */
export interface Occasion {
  readonly at: Date;
  readonly actor: ServerAuditActor;
  readonly requestId?: string;
}

/** The occasion of a request. Of one without a caller the actor is not known yet: see `asCodeHolder` and `asDeviceKeyHolder`. */
export function occasionOf(request: Pick<FastifyRequest, 'caller' | 'id'>, at: Date): Occasion {
  return { at, actor: actorOf(request.caller), requestId: request.id };
}

/** The occasion of somebody who holds a person's one-time code. */
export function asCodeHolder(occasion: Occasion, operatorId: string): Occasion {
  return { ...occasion, actor: { kind: 'code', operatorId } };
}

/** The occasion of a laptop that has proven its key without a token. */
export function asDeviceKeyHolder(occasion: Occasion, deviceId: string): Occasion {
  return { ...occasion, actor: { kind: 'device', deviceId } };
}

function actorOf(caller: Caller | null): ServerAuditActor {
  if (caller === null) return { kind: 'server' };
  const { deviceId } = caller;
  if (caller.kind === 'device') return { kind: 'device', deviceId };
  return { kind: 'operator', operatorId: caller.operatorId, deviceId };
}
