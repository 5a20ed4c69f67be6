import { sha256 } from '../crypto/index.ts';
import { toHex, type Bytes } from '../encoding/bytes.ts';
import { FieldsealError } from '../errors/fieldseal-error.ts';
import { inspectBatch } from './inspect-batch.ts';
import { inspectReceipt } from './inspect-receipt.ts';
import { unreadable, type InspectedContent } from './inspection.ts';
import { outlineStick, type StickOutline } from './stick-file.ts';

/** What a container of batches or receipts says and proves: that of each file in it (see `inspectFile`). */
export async function inspectStick(bytes: Bytes): Promise<InspectedContent> {
  let outline: StickOutline;
  try {
    outline = await outlineStick({
      size: bytes.length,
      read: (start, end) => Promise.resolve(bytes.slice(start, end)),
    });
  } catch (error) {
    const isUnknown = error instanceof FieldsealError && error.code === 'courier.unknown-file';
    if (!isUnknown) return unreadable('unknown', error);
    const what = 'begins like none of the files that can be inspected';
    return { kind: 'unknown', facts: [], lines: [], findings: [{ state: 'wrong', what }] };
  }
  const { kind, parts } = outline;
  const inspect = kind === 'batches' ? inspectBatch : inspectReceipt;
  const contents: InspectedContent[] = [];
  for (const { start, end } of parts) contents.push(await inspect(bytes.slice(start, end)));
  return {
    kind,
    facts: parts.map(({ start, end }, at) => [
      `file ${String(at + 1)}`,
      `${String(end - start)} bytes, SHA-256 ${toHex(sha256(bytes.slice(start, end)))}`,
    ]),
    lines: contents.flatMap(({ lines }) => lines),
    findings: contents.flatMap(({ findings }, at) =>
      findings.map(({ state, what }) => ({ state, what: `file ${String(at + 1)}: ${what}` })),
    ),
  };
}
