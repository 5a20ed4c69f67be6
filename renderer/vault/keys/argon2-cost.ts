import {
  createArgon2Stopwatch,
  tuneArgon2,
  type Argon2Cost,
} from '../../../shared/crypto/index.ts';

/** Finds this machine's cost once, when it is first needed; a failed measurement is made again. */
export function createCostChooser(
  tune: () => Promise<Argon2Cost> = () =>
    tuneArgon2(createArgon2Stopwatch(() => performance.now())),
): () => Promise<Argon2Cost> {
  let chosen: Promise<Argon2Cost> | null = null;
  return () => {
    chosen ??= tune().catch((error: unknown) => {
      chosen = null;
      throw error;
    });
    return chosen;
  };
}
