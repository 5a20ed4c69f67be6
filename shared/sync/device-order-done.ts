import { z } from 'zod';
import {
  openSignedMessage,
  peekUnverified,
  signMessage,
  type SigningKey,
} from '../crypto/index.ts';
import { concatBytes, utf8, type Bytes } from '../encoding/bytes.ts';
import { FieldsealError } from '../errors/fieldseal-error.ts';
import { DeviceOrder } from './device-order.ts';
import { frame, readFrames } from './framing.ts';

/** First eight bytes of every `.fsdone`. */
const MAGIC = utf8('FSDONE\u0000\u0001');

const Count = z.number().int().min(0).max(1_000_000_000);

/**
 * A laptop has carried out an order (payload of a signed message `device-order-done`, by the device's key). The figures are
 * of the moment it did: after `destroy-keys` those records and drafts are lost.
 */
export const DeviceOrderDone = DeviceOrder.pick({
  formatVersion: true,
  programmeId: true,
  deviceId: true,
  number: true,
  order: true,
  at: true,
}).extend({
  /** Grows with everything the laptop signs. */
  deviceCounter: Count,
  /** Records without the server's receipt. */
  unsentRecords: Count,
  drafts: Count,
});
export type DeviceOrderDone = Readonly<z.infer<typeof DeviceOrderDone>>;

/** Signs that an order was carried out, by the device's key. */
export async function signOrderDone(deviceKey: SigningKey, done: DeviceOrderDone): Promise<Bytes> {
  return signMessage(deviceKey, 'device-order-done', DeviceOrderDone.parse(done));
}

/**
 * Whose word it is, NOT verified: only to find the device's key to verify with.
 * @throws FieldsealError `order.done-tampered`.
 */
export function peekOrderDone(signed: Uint8Array): DeviceOrderDone {
  return inTerms(() => DeviceOrderDone.parse(peekUnverified(signed).payload));
}

/** Opens it by the device's key. @throws FieldsealError `order.done-tampered` for anything that this device did not sign. */
export async function openOrderDone(
  signed: Uint8Array,
  device: { readonly deviceId: string; readonly publicKey: Bytes },
): Promise<DeviceOrderDone> {
  try {
    const { payload } = await openSignedMessage(signed, 'device-order-done', (kid) =>
      kid === device.deviceId ? device.publicKey : undefined,
    );
    const done = DeviceOrderDone.parse(payload);
    if (done.deviceId === device.deviceId) return done;
  } catch (cause) {
    throw new FieldsealError('order.done-tampered', {}, cause);
  }
  throw new FieldsealError('order.done-tampered');
}

/** What a laptop has carried out as a `.fsdone` file, for the administrator. */
export function writeDoneFile(done: readonly Bytes[]): Bytes {
  return concatBytes(MAGIC, ...done.map(frame));
}

/** The signed words of a file. @throws FieldsealError `order.done-tampered` for any other file. */
export function readDoneFile(bytes: Bytes): readonly Bytes[] {
  const done = inTerms(() => readFrames(MAGIC, bytes));
  if (done.length === 0) throw new FieldsealError('order.done-tampered');
  return done;
}

function inTerms<T>(work: () => T): T {
  try {
    return work();
  } catch (cause) {
    throw new FieldsealError('order.done-tampered', {}, cause);
  }
}
