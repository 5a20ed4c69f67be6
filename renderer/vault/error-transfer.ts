import { transferHandlers, type TransferHandler } from 'comlink';
import { fromErrorEnvelope, toErrorEnvelope } from '../../shared/errors/fieldseal-error.ts';

interface Thrown {
  readonly value: unknown;
}

/**
 * Lets errors cross the worker's port as our envelopes: Comlink would carry the message only, and with it whatever
 * text a library put there. Both sides call it before anything else.
 */
export function installErrorTransfer(): void {
  const original = transferHandlers.get('throw') as TransferHandler<Thrown, unknown>;
  const handler: TransferHandler<Thrown, unknown> = {
    canHandle: (value): value is Thrown => original.canHandle(value),
    serialize: ({ value }) => [toErrorEnvelope(value, 'vault.internal'), []],
    deserialize(envelope) {
      throw fromErrorEnvelope(envelope, 'vault.internal');
    },
  };
  transferHandlers.set('throw', handler);
}
