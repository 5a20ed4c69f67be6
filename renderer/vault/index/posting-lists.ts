const FIRST_CAPACITY = 1024;
const END = -1;

/**
 * Tokens of one index and where they stand: chains over typed arrays. A hundred thousand records' tokens take a few
 * megabytes and are in place after one pass, without an object for each.
 */
export interface PostingLists {
  /** Makes room for `more` postings at once: growing step by step links everything several times. */
  reserve(more: number): void;
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

  /** The low bits, which are as good as any of a keyed hash; the length is a power of two. */
  function slotOf(token: number): number {
    return (token >>> 0) & (heads.length - 1);
  }

  function link(at: number): void {
    const slot = slotOf(tokens[at] ?? 0);
    next[at] = heads[slot] ?? END;
    heads[slot] = at;
  }

  function reserve(more: number): void {
    let capacity = tokens.length;
    while (capacity < size + more) capacity *= 2;
    if (capacity === tokens.length) return;
    tokens = copyInto(new Float64Array(capacity), tokens);
    positions = copyInto(new Uint32Array(capacity), positions);
    next = new Int32Array(capacity);
    heads = new Int32Array(capacity * 2).fill(END);
    for (let at = 0; at < size; at++) link(at);
  }

  return {
    reserve,
    add(token, position) {
      if (size === tokens.length) reserve(1);
      tokens[size] = token;
      positions[size] = position;
      link(size);
      size += 1;
    },
    each(token, found) {
      for (let at = heads[slotOf(token)] ?? END; at !== END; at = next[at] ?? END) {
        if (tokens[at] === token) found(positions[at] ?? 0);
      }
    },
  };
}

function copyInto<T extends Float64Array | Uint32Array>(larger: T, old: T): T {
  larger.set(old);
  return larger;
}
