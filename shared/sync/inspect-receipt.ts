import { peekUnverified } from '../crypto/index.ts';
import type { Bytes } from '../encoding/bytes.ts';
import { readFrames } from './framing.ts';
import { checkOuterSignature, unreadable, type InspectedContent } from './inspection.ts';
import { BatchReceipt, RECEIPT_MAGIC, type ReceiptItem } from './receipt-file.ts';

/** What a receipt says and proves (see `inspectFile`). */
export async function inspectReceipt(bytes: Bytes): Promise<InspectedContent> {
  try {
    const [signed = new Uint8Array(0), ...rest] = readFrames(RECEIPT_MAGIC, bytes);
    const receipt = BatchReceipt.parse(peekUnverified(signed).payload);
    const { state, reason } = await checkOuterSignature(
      signed,
      'batch-receipt',
      receipt.signer === undefined ? [] : [receipt.signer],
      receipt.protocolVersion,
    );
    const accepted = receipt.items.filter(({ verdict }) => verdict !== 'refused').length;
    return {
      kind: 'receipt',
      facts: [
        ['protocol version', String(receipt.protocolVersion)],
        ['programme', receipt.programmeId],
        ['device', receipt.deviceId],
        ['answers batch', `${String(receipt.sequence)}, ${receipt.batchHash}`],
        ['server time', receipt.serverTime],
        ['items', `${String(accepted)} held, ${String(receipt.items.length - accepted)} refused`],
      ],
      lines: receipt.items.map(lineOf),
      findings: [
        { state, what: `receipt: ${reason}` },
        ...(rest.length === 0 ? [] : [{ state: 'wrong' as const, what: 'more follows behind it' }]),
      ],
    };
  } catch (error) {
    return unreadable('receipt', error);
  }
}

function lineOf(item: ReceiptItem): string {
  const verdict = item.verdict === 'refused' ? `refused: ${item.code}` : item.verdict;
  return `${item.recordId}  v${String(item.version)}  ${verdict}`;
}
