/** Tables by name with their Dexie index text; null drops a table. */
export type Layout = Readonly<Record<string, string | null>>;

/** What a migration may ask of the store: rows by table name, untyped, since types of today may change. */
export interface MigrationTransaction {
  table(name: string): {
    put(row: object): PromiseLike<unknown>;
    bulkPut(rows: readonly object[]): PromiseLike<unknown>;
    where(key: string): {
      above(value: string): {
        limit(count: number): { toArray(): PromiseLike<readonly unknown[]> };
      };
    };
    toCollection(): { modify(change: (row: unknown) => void): PromiseLike<unknown> };
  };
}

/**
 * One step of the store's layout. Once released it is never changed, and it imports nothing of the app but this
 * type: what it did on the first laptop it must do on the last. All of it commits in one transaction or not at all.
 * Content that only keys can read is changed by a step at unlock (see `content-steps.ts`).
 */
export interface Migration {
  readonly version: number;
  /** What is new or different in this version; tables that are not named stay as they are. */
  readonly layout: Layout;
  /** For an upgrade that writes a table anew: what each row takes of the disk at most, until the database tidies up. */
  readonly rewrites?: { readonly table: string; readonly bytesPerRow: number } | undefined;
  readonly upgrade?: ((transaction: MigrationTransaction) => Promise<void>) | undefined;
}
