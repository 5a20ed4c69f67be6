/** Largest batch file, in bytes, in one request or in pieces. */
export const BATCH_BODY_LIMIT = 32 * 1024 * 1024;
