import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { generateSigningSeed, signMessage } from '../crypto/index.ts';
import { copyBytes, utf8 } from '../encoding/bytes.ts';
import {
  openOrderDone,
  peekOrderDone,
  readDoneFile,
  signOrderDone,
  writeDoneFile,
  type DeviceOrderDone,
} from './device-order-done.ts';
import {
  openDeviceOrder,
  ORDER_REASONS,
  ORDERS,
  readOrderFile,
  signDeviceOrder,
  writeOrderFile,
  type DeviceOrder,
} from './device-order.ts';

const ORDER: DeviceOrder = {
  formatVersion: 1,
  programmeId: 'programme',
  deviceId: 'device',
  number: 3,
  order: 'suspend',
  reason: 'lost',
  at: '2026-11-25T08:00:00.000Z',
};

const anyOrder: fc.Arbitrary<DeviceOrder> = fc.record({
  formatVersion: fc.constant(1 as const),
  programmeId: fc.string({ minLength: 1, maxLength: 64 }),
  deviceId: fc.string({ minLength: 1, maxLength: 64 }),
  number: fc.integer({ min: 1, max: 1_000_000_000 }),
  order: fc.constantFrom(...ORDERS),
  reason: fc.constantFrom(...ORDER_REASONS),
  at: fc
    .date({ min: new Date(0), max: new Date('2100-01-01'), noInvalidDate: true })
    .map((date) => date.toISOString()),
});

describe('an order', () => {
  test('of any content comes out of its file as it was signed, by its key and by no other', async () => {
    const { key } = await generateSigningSeed();
    const { key: other } = await generateSigningSeed();
    await fc.assert(
      fc.asyncProperty(anyOrder, async (order) => {
        const file = writeOrderFile(await signDeviceOrder(key, order));
        expect(await openDeviceOrder(readOrderFile(file), key)).toEqual(order);
        await expect(openDeviceOrder(readOrderFile(file), other)).rejects.toMatchObject({
          code: 'order.tampered',
        });
      }),
      { numRuns: 50 },
    );
  });

  test('with any one bit changed is none', async () => {
    const { key } = await generateSigningSeed();
    const file = writeOrderFile(await signDeviceOrder(key, ORDER));
    await fc.assert(
      fc.asyncProperty(fc.nat(file.length * 8 - 1), async (bit) => {
        const changed = copyBytes(file);
        changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
        await expect(
          Promise.resolve().then(() => openDeviceOrder(readOrderFile(changed), key)),
        ).rejects.toMatchObject({ code: 'order.tampered' });
      }),
      { numRuns: 200 },
    );
  });

  test('is not what was signed for something else, and not what this version does not know', async () => {
    const { key } = await generateSigningSeed();
    for (const signed of [
      await signMessage(key, 'lease-renewal', ORDER),
      await signMessage(key, 'device-order', { ...ORDER, order: 'explode' }),
      await signMessage(key, 'device-order', { ...ORDER, reason: 'Amina has it' }),
      await signMessage(key, 'device-order', { ...ORDER, number: 0 }),
      await signMessage(key, 'device-order', { ...ORDER, more: 1 }),
    ]) {
      await expect(openDeviceOrder(signed, key)).rejects.toMatchObject({ code: 'order.tampered' });
    }
  });

  test('stands alone in its file', async () => {
    const { key } = await generateSigningSeed();
    const one = writeOrderFile(await signDeviceOrder(key, ORDER));
    for (const bytes of [utf8('FSORDER\u0001'), one.slice(0, -1), utf8('FSLEASE\u0001')]) {
      expect(() => readOrderFile(bytes)).toThrow('order.tampered');
    }
    expect(() => readOrderFile(new Uint8Array([...one, ...one.slice(8)]))).toThrow(
      'order.tampered',
    );
  });
});

describe('a laptop’s word that it is done', () => {
  async function makeDone(): Promise<{
    readonly signed: Uint8Array<ArrayBuffer>;
    readonly done: DeviceOrderDone;
    readonly publicKey: Uint8Array<ArrayBuffer>;
  }> {
    const { key } = await generateSigningSeed();
    const done: DeviceOrderDone = {
      formatVersion: 1,
      programmeId: 'programme',
      deviceId: key.kid,
      number: 3,
      order: 'destroy-keys',
      at: ORDER.at,
      deviceCounter: 12,
      unsentRecords: 4,
      drafts: 1,
    };
    return { signed: await signOrderDone(key, done), done, publicKey: key.publicKey };
  }

  test('opens by that laptop’s key alone', async () => {
    const { signed, done, publicKey } = await makeDone();
    const other = await makeDone();
    const { deviceId } = done;
    const [read] = readDoneFile(writeDoneFile([signed]));
    expect(peekOrderDone(read!)).toEqual(done);
    expect(await openOrderDone(read!, { deviceId, publicKey })).toEqual(done);
    await expect(
      openOrderDone(signed, { deviceId, publicKey: other.publicKey }),
    ).rejects.toMatchObject({ code: 'order.done-tampered' });
    await expect(openOrderDone(other.signed, { deviceId, publicKey })).rejects.toMatchObject({
      code: 'order.done-tampered',
    });
  });

  test('speaks for no other laptop than the one that signs', async () => {
    const { key } = await generateSigningSeed();
    const { done } = await makeDone();
    const forged = await signOrderDone(key, done);
    await expect(
      openOrderDone(forged, { deviceId: key.kid, publicKey: key.publicKey }),
    ).rejects.toMatchObject({ code: 'order.done-tampered' });
  });

  test('is no file of anything else', () => {
    for (const bytes of [utf8('FSORDER\u0001'), writeDoneFile([]), utf8('FSD')]) {
      expect(() => readDoneFile(bytes)).toThrow('order.done-tampered');
    }
  });
});
