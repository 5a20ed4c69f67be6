/** What a run was told before the kill. Each entry was acknowledged: by a settled promise, or on the screen. */
export type JournalEntry =
  | { readonly type: 'created'; readonly draftId: string; readonly person: number }
  /** `stage`: how many of the person's stages the draft holds. */
  | {
      readonly type: 'saved';
      readonly draftId: string;
      readonly person: number;
      readonly stage: number;
    }
  | {
      readonly type: 'sealed';
      readonly recordId: string;
      readonly registrationNumber: string;
      readonly person: number;
    }
  /** A file was imported whole, with these people. */
  | { readonly type: 'imported'; readonly people: readonly number[] }
  | { readonly type: 'discarded'; readonly draftId: string }
  /** The screen said "saved" while the name field held this. */
  | { readonly type: 'shown-saved'; readonly typed: string }
  /** The screen was locked with this in the name field. */
  | { readonly type: 'locked'; readonly typed: string }
  | { readonly type: 'done'; readonly what: string };

export interface Journal {
  readonly entries: readonly JournalEntry[];
  add(entry: JournalEntry): void;
  /** Settles once so many entries are in. */
  reaches(count: number): Promise<void>;
}

/** An empty journal. */
export function createJournal(): Journal {
  const entries: JournalEntry[] = [];
  const waiting: { readonly count: number; readonly settle: () => void }[] = [];
  return {
    entries,
    add(entry) {
      entries.push(entry);
      for (const { count, settle } of waiting) if (entries.length >= count) settle();
    },
    reaches: (count) =>
      new Promise((resolve) => {
        if (entries.length >= count) resolve();
        else waiting.push({ count, settle: resolve });
      }),
  };
}
