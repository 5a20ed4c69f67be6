/** What became of one published vector. */
export interface VectorOutcome {
  /** Where it stands in its file, for a person to find it. */
  readonly name: string;
  /** What went otherwise than published; null when nothing did. */
  readonly problem: string | null;
  /** Said of a vector that passed and needs a word, such as one that may be refused and was. */
  readonly note?: string | undefined;
}

/** Runs `check` and keeps whatever it throws as the problem: one bad vector must not end the run. */
export async function outcomeOf(
  name: string,
  check: () => Promise<string | undefined> | string | undefined,
): Promise<VectorOutcome> {
  try {
    return { name, problem: null, note: await check() };
  } catch (error) {
    return { name, problem: error instanceof Error ? error.message : String(error) };
  }
}

/** Throws with both values where they differ; `what` names them. */
export function expectSame(what: string, actual: unknown, published: unknown): void {
  if (actual !== published) {
    throw new Error(`${what} is ${brief(actual)}, published is ${brief(published)}`);
  }
}

function brief(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value ?? null);
  return text.length > 72 ? `${text.slice(0, 69)}…` : text;
}
