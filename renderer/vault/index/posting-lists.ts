const FIRST_CAPACITY = 1024;
const END = -1;

/**
 * Tokens of one index and where they stand: chains over typed arrays. A hundred thousand records' tokens take a few
 * megabytes and are in place after one pass, without an object for each.
 */
export interface PostingLists {
  /** Says that the entry at `position` has the 48-bit `token`. */
  add(token: number, position: number): void;
  /** Calls `found` for each entry that has the token, last added first. */
  each(token: number, found: (position: number) => void): void;
}

/** Lists without any posting. */
export function createPostingLists(): PostingLists {
  let tokens = new Float64Array(FIRST_CAPACITY);
  let positions = new Uint32Array(FIRST_CAPACITY);
  let next = new Int32Array(FIRST_CAPACITY);
  let heads = new Int32Array(FIRST_CAPACITY * 2).fill(END);
  let size = 0;

  function link(at: number): void {
    // Tokens are keyed hashes: their low bits are as good as any.
    const slot = (tokens[at] ?? 0) % heads.length;
    next[at] = heads[slot] ?? END;
    heads[slot] = at;
  }

  function grow(): void {
    const capacity = tokens.length * 2;
    tokens = copyInto(new Float64Array(capacity), tokens);
    positions = copyInto(new Uint32Array(capacity), positions);
    next = new Int32Array(capacity);
    heads = new Int32Array(capacity * 2).fill(END);
    for (let at = 0; at < size; at++) link(at);
  }

  return {
    add(token, position) {
      if (size === tokens.length) grow();
      tokens[size] = token;
      positions[size] = position;
      link(size);
      size += 1;
    },
    each(token, found) {
      for (let at = heads[token % heads.length] ?? END; at !== END; at = next[at] ?? END) {
        if (tokens[at] === token) found(positions[at] ?? 0);
      }
    },
  };
}

function copyInto<T extends Float64Array | Uint32Array>(larger: T, old: T): T {
  larger.set(old);
  return larger;
}
