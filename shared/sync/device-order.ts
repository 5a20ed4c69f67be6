import { z } from 'zod';
import { openSignedMessage, signMessage, type SigningKey } from '../crypto/index.ts';
import { concatBytes, utf8, type Bytes } from '../encoding/bytes.ts';
import { FieldsealError } from '../errors/fieldseal-error.ts';
import { frame, readFrames } from './framing.ts';

/** First eight bytes of every `.fsorder`. */
const MAGIC = utf8('FSORDER\u0001');

/**
 * What an administrator may order of a laptop, closed. `suspend` locks the vault at once and keeps it closed until `resume`;
 * `destroy-keys` deletes every key, and what only they open with them.
 */
export const ORDERS = ['suspend', 'resume', 'destroy-keys'] as const;
export type OrderKind = (typeof ORDERS)[number];

/** Why, closed: whoever holds the laptop reads it, so that nothing about a person can stand in it. */
export const ORDER_REASONS = [
  'lost',
  'stolen',
  'unattended',
  'person-left',
  'checked',
  'found',
  'other',
] as const;
export type OrderReason = (typeof ORDER_REASONS)[number];

/**
 * An order to one laptop (payload of a signed message `device-order`). `number` rises with every order to it; the laptop
 * keeps the highest that it has carried out and refuses all others, so that an old one played again does nothing.
 */
export const DeviceOrder = z.strictObject({
  formatVersion: z.literal(1),
  programmeId: z.string().min(1).max(64),
  deviceId: z.string().min(1).max(64),
  number: z.number().int().min(1).max(1_000_000_000),
  order: z.literal(ORDERS),
  reason: z.literal(ORDER_REASONS),
  at: z.iso.datetime(),
});
export type DeviceOrder = Readonly<z.infer<typeof DeviceOrder>>;

/** Signs an order by the administrator's key. */
export async function signDeviceOrder(
  administratorKey: SigningKey,
  order: DeviceOrder,
): Promise<Bytes> {
  return signMessage(administratorKey, 'device-order', DeviceOrder.parse(order));
}

/** Opens an order. @throws FieldsealError `order.tampered` for anything that this administrator did not sign. */
export async function openDeviceOrder(
  signed: Uint8Array,
  administrator: { readonly kid: string; readonly publicKey: Bytes },
): Promise<DeviceOrder> {
  try {
    const { payload } = await openSignedMessage(signed, 'device-order', (kid) =>
      kid === administrator.kid ? administrator.publicKey : undefined,
    );
    return DeviceOrder.parse(payload);
  } catch (cause) {
    throw new FieldsealError('order.tampered', {}, cause);
  }
}

/** An order as a `.fsorder` file, for a laptop without a network. */
export function writeOrderFile(signed: Bytes): Bytes {
  return concatBytes(MAGIC, frame(signed));
}

/** The signed order of a file. @throws FieldsealError `order.tampered` for any other file. */
export function readOrderFile(bytes: Bytes): Bytes {
  try {
    const [signed, ...others] = readFrames(MAGIC, bytes);
    if (signed !== undefined && others.length === 0) return signed;
  } catch (cause) {
    throw new FieldsealError('order.tampered', {}, cause);
  }
  throw new FieldsealError('order.tampered');
}
