import type { FastifyReply } from 'fastify';
import type { ProofNonces } from '../../shared/crypto/index.ts';
import { FieldsealError } from '../../shared/errors/fieldseal-error.ts';
import type { ReplayCache } from './replay-cache.ts';

/** What makes a proof count now, and once. */
export interface ProofChecks {
  readonly replays: ReplayCache;
  readonly nonces: ProofNonces;
  readonly now: () => Date;
}

/** The server's time in whole seconds, as nonces have it. */
export function secondsNow({ now }: ProofChecks): number {
  return Math.floor(now().getTime() / 1000);
}

/**
 * Does work that checks proofs. Where one is refused because of its time alone, the answer brings a nonce to try again
 * with (RFC 9449 section 8); where one counted by a nonce that gets old, the answer brings the next (section 8.2).
 */
export async function offeringNonces<T extends { readonly nonce: string | undefined }>(
  checks: ProofChecks,
  reply: FastifyReply,
  work: () => Promise<T>,
): Promise<T> {
  const offer = (): unknown => reply.header('dpop-nonce', checks.nonces.issue(secondsNow(checks)));
  try {
    const done = await work();
    const { nonce } = done;
    if (nonce !== undefined && checks.nonces.isAging(nonce, secondsNow(checks))) offer();
    return done;
  } catch (error) {
    if (error instanceof FieldsealError && error.code === 'server.nonce-needed') offer();
    throw error;
  }
}
