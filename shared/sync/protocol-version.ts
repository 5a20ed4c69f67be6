/**
 * Version of the batch, receipt and decision formats.
 *
 * 1: first version (issue 2).
 * 2: record keys wrapped under a group key (`alg` beside the key), restored items and the hash that a receipt holds for
 *    them, fuzzy indexes, recovery keys and key purposes in the pack, leases and recovery over HTTP (issue 3).
 * 3: a batch and its receipt carry the public keys of those who signed them, so that they can be checked by
 *    themselves; a pack may hold shares of review keys, and define roles; the server signs checkpoints of its audit chain;
 *    grants of format 2 list assignments with dates, and an item saved outside of its enumerator's dates is refused by
 *    `sync.item-not-assigned`; attachments are items of their own, and one without its record is refused by
 *    `sync.attachment-without-record`; orders to laptops and their answers (issue 4).
 */
export const PROTOCOL_VERSION = 3;

/** The oldest version a server still takes. It must never be raised while laptops may hold such batches. */
export const OLDEST_SUPPORTED_PROTOCOL_VERSION = 1;
