/** Bytes of a record's id, of a token inside a page, and of an encoding. */
export const ID_BYTES = 16;
export const TOKEN_BYTES = 6;
export const CLK_BYTES = 128;

/** What the sealed indexes say of one record. */
export interface IndexEntry {
  readonly recordId: string;
  readonly version: number;
  /** Who wrote the record; pages of version 1 do not say. */
  readonly operatorId?: string | undefined;
  /** 48-bit tokens, by the name of their index. */
  readonly sealed: Readonly<Record<string, readonly number[]>>;
  readonly clk: Uint8Array | null;
}
