/**
 * Version of the batch, receipt and decision formats.
 *
 * 1: first version (issue 2).
 */
export const PROTOCOL_VERSION = 1;

/** The oldest version a server still takes. It must never be raised while laptops may hold such batches. */
export const OLDEST_SUPPORTED_PROTOCOL_VERSION = 1;
