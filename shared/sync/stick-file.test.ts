import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { bytes, flipBit } from '../../test/support/bytes-arbitrary.ts';
import { makeRealBatch, type RealBatch } from '../../test/support/real-batch.ts';
import { refusalOf } from '../../test/support/refusals.ts';
import { concatBytes, fromHex, utf8, type Bytes } from '../encoding/bytes.ts';
import { FieldsealError } from '../errors/fieldseal-error.ts';
import { BATCH_MAGIC, LARGEST_BATCH } from './batch-file.ts';
import { inspectFile } from './inspect-file.ts';
import { outlineStick, stickHead, stickPart, type StickSource } from './stick-file.ts';

const sourceOf = (file: Bytes): StickSource => ({
  size: file.length,
  read: (start, end) => Promise.resolve(file.slice(start, end)),
});
const outline = (file: Bytes) => outlineStick(sourceOf(file));
const refusal = (file: Bytes): Promise<string> => refusalOf(() => outline(file));
const written = (kind: 'batches' | 'receipts', parts: readonly Bytes[]): Bytes =>
  concatBytes(stickHead(kind, parts.length), ...parts.map(stickPart));

const someParts = fc.array(bytes({ minLength: 1, maxLength: 60 }), { minLength: 1, maxLength: 5 });

describe('a file on a stick', () => {
  it('gives back every part, the very bytes, and its kind', async () => {
    await fc.assert(
      fc.asyncProperty(fc.constantFrom('batches', 'receipts'), someParts, async (kind, parts) => {
        const file = written(kind, parts);
        const found = await outline(file);
        expect(found.kind).toBe(kind);
        expect(found.parts.map(({ start, end }) => file.slice(start, end))).toEqual(parts);
      }),
    );
  });

  it('that broke off anywhere is refused, and says how much of it is whole', async () => {
    await fc.assert(
      fc.asyncProperty(someParts, fc.nat(), async (parts, at) => {
        const file = written('batches', parts);
        const cut = file.slice(0, at % file.length);
        const error: unknown = await outline(cut).catch((caught: unknown) => caught);
        if (!(error instanceof FieldsealError)) throw new TypeError('taken');
        if (cut.length < 8) {
          expect(error.code).toBe('courier.unknown-file');
        } else {
          expect(error.code).toBe('courier.truncated');
          expect(error.details['found']).toBeLessThan(parts.length);
        }
      }),
    );
  });

  it('never throws anything but a refusal, whatever the bytes', async () => {
    await fc.assert(
      fc.asyncProperty(fc.boolean(), bytes({ maxLength: 80 }), async (isOurs, noise) => {
        const file = isOurs ? concatBytes(stickHead('batches', 2), noise) : noise;
        expect(await refusal(file)).toMatch(/^(ACCEPTED|courier\.)/u);
      }),
    );
  });

  it.each([
    ['nothing', '', 'courier.unknown-file'],
    ['another file', '504b0304140000000800', 'courier.unknown-file'],
    ['a newer version', '4653425443485302000000010000000161', 'courier.newer'],
    ['no version', '4653425443485300000000010000000161', 'courier.unknown-file'],
    ['no part', '465342544348530100000000', 'courier.damaged'],
    ['an empty part', '46534254434853010000000100000000', 'courier.damaged'],
    ['more behind the last', '465342544348530100000001000000016162', 'courier.damaged'],
    ['more parts than it can hold', '4653425443485301ffffffff0000000161', 'courier.truncated'],
    ['a part larger than any', '465342544348530100000001ffffffff61', 'courier.damaged'],
  ])('of %s is refused', async (_what, hex, code) => {
    expect(await refusal(fromHex(hex))).toBe(code);
  });

  it('of more parts than any laptop writes is refused, without looking at all of them', async () => {
    const head = fromHex('4653425443485301ffffffff');
    let reads = 0;
    const endless = {
      size: Number.MAX_SAFE_INTEGER,
      read(start: number, end: number) {
        reads += 1;
        // Every part behind the head is one byte long.
        return Promise.resolve(
          start < head.length ? head.slice(start, end) : fromHex('00000001').slice(0, end - start),
        );
      },
    };
    expect(await refusalOf(() => outlineStick(endless))).toBe('courier.damaged');
    expect(reads).toBeLessThan(100_010);
  });

  it('may be a single batch or receipt', async () => {
    const batch = concatBytes(BATCH_MAGIC, utf8('rest'));
    expect(await outline(batch)).toEqual({ kind: 'batches', parts: [{ start: 0, end: 12 }] });
    const huge = { ...sourceOf(batch), size: LARGEST_BATCH + 1 };
    expect(await refusalOf(() => outlineStick(huge))).toBe('courier.damaged');
  });
});

describe('an inspection of a file on a stick', () => {
  let batch: RealBatch;
  beforeAll(async () => {
    batch = await makeRealBatch();
  });

  it('looks at every batch in it', async () => {
    const file = written('batches', [batch.bytes, flipBit(batch.bytes, 300)]);
    const { kind, facts, findings } = await inspectFile(file);
    expect(kind).toBe('batches');
    expect(facts.map(([, value]) => value)).toContainEqual(
      expect.stringContaining(batch.batchHash),
    );
    const wrong = findings.filter(({ state }) => state === 'wrong');
    expect(findings.filter(({ state }) => state === 'good').length).toBeGreaterThanOrEqual(4);
    expect(wrong.length).toBeGreaterThan(0);
    expect(wrong.every(({ what }) => what.startsWith('file 2: '))).toBe(true);
  });

  it('says that a copy broke off', async () => {
    const file = written('batches', [batch.bytes]);
    expect((await inspectFile(file.slice(0, -1))).findings).toEqual([
      { state: 'wrong', what: 'courier.truncated' },
    ]);
  });
});
