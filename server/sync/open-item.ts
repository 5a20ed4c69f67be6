import type { HeldAssignment } from '../../shared/access/held-assignment.ts';
import { openSignedMessage, type SigningContext } from '../../shared/crypto/index.ts';
import type { Bytes } from '../../shared/encoding/bytes.ts';
import { FieldsealError } from '../../shared/errors/fieldseal-error.ts';
import type { ReceiptItem } from '../../shared/sync/receipt-file.ts';

/** Why an item is refused; a closed part of the receipt's format. */
export type ItemRefusal = Extract<ReceiptItem, { readonly verdict: 'refused' }>['code'];

/** An operator whose items this device may deliver. */
export interface ItemSigner {
  readonly operatorId: string;
  readonly held: readonly HeldAssignment[];
  readonly publicKey: Bytes;
}

export interface Refusal {
  readonly ok: false;
  readonly code: ItemRefusal;
}

export function refuse(code: ItemRefusal): Refusal {
  return { ok: false, code };
}

/** What an item says and who signed it, by the device's operators with their key ids. Never throws for a bad item. */
export async function openItem(
  signers: ReadonlyMap<string, ItemSigner>,
  context: SigningContext,
  bytes: Bytes,
): Promise<
  { readonly ok: true; readonly signer: ItemSigner; readonly payload: unknown } | Refusal
> {
  try {
    const { kid, payload } = await openSignedMessage(
      bytes,
      context,
      (named) => signers.get(named)?.publicKey,
    );
    const signer = signers.get(kid);
    return signer === undefined
      ? refuse('sync.item-signature-invalid')
      : { ok: true, signer, payload };
  } catch (error) {
    // Anything but these two is a payload that cannot even be decoded.
    const isForged =
      error instanceof FieldsealError &&
      (error.code === 'crypto.signature-invalid' || error.code === 'crypto.key-unknown');
    return refuse(isForged ? 'sync.item-signature-invalid' : 'sync.item-malformed');
  }
}
