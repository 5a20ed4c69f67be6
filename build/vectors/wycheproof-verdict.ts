/**
 * What one implementation made of a vector: took it and gave what is published, or refused it. Anything else
 * it gave is thrown as an Error.
 */
export type Verdict = 'accepted' | 'refused';

/** Runs one test in every implementation that takes its parameters. */
export type WycheproofRunner = (fields: unknown) => Promise<readonly Verdict[]>;
