import { LARGEST_BATCH } from '../../shared/sync/batch-file.ts';

/** The largest batch file is the largest body, in one request or in pieces. */
export const BATCH_BODY_LIMIT = LARGEST_BATCH;
