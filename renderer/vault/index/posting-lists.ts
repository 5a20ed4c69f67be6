const FIRST_SLOTS = 1024;
/** Growing takes every token to a new place; by this much at once it seldom happens. */
const GROWTH = 4;
const FIRST_ARENA = 4096;
const FIRST_BLOCK = 4;
const LARGEST_BLOCK = 1024;
/** A block begins with the place of the next and its own length. */
const BLOCK_HEAD = 2;

/**
 * Tokens of one index and where they stand. A token's positions lie side by side in blocks of a typed array, so that a
 * common name is read in one sweep; most tokens have one position, which stands in the table itself.
 */
export interface PostingLists {
  /** Says that the entry at `position` has the 48-bit `token`. */
  add(token: number, position: number): void;
  /** How many postings the token has. */
  count(token: number): number;
  /** Calls `found` for each entry that has the token, in the order they were added. */
  each(token: number, found: (position: number) => void): void;
}

/** Lists without any posting. */
export function createPostingLists(): PostingLists {
  /** An open-addressing table; a slot with a count of 0 is free. */
  let tokens = new Float64Array(FIRST_SLOTS);
  let counts = new Uint32Array(FIRST_SLOTS);
  /** Of one posting the position itself; of more the place of the first and of the last block. */
  let firsts = new Uint32Array(FIRST_SLOTS);
  let lasts = new Uint32Array(FIRST_SLOTS);
  /** Positions that the last block still takes. */
  let rooms = new Uint16Array(FIRST_SLOTS);
  let used = 0;
  let arena = new Uint32Array(FIRST_ARENA);
  let arenaEnd = 0;

  /** The low bits lead, which are as good as any of a keyed hash; the length is a power of two. */
  function slotOf(token: number): number {
    const mask = counts.length - 1;
    let slot = (token >>> 0) & mask;
    while (counts[slot] !== 0 && tokens[slot] !== token) slot = (slot + 1) & mask;
    return slot;
  }

  function grow(): void {
    const old = { tokens, counts, firsts, lasts, rooms };
    const length = old.counts.length * GROWTH;
    tokens = new Float64Array(length);
    counts = new Uint32Array(length);
    firsts = new Uint32Array(length);
    lasts = new Uint32Array(length);
    rooms = new Uint16Array(length);
    for (const [from, count] of old.counts.entries()) {
      if (count === 0) continue;
      const to = slotOf(old.tokens[from] ?? 0);
      tokens[to] = old.tokens[from] ?? 0;
      counts[to] = count;
      firsts[to] = old.firsts[from] ?? 0;
      lasts[to] = old.lasts[from] ?? 0;
      rooms[to] = old.rooms[from] ?? 0;
    }
  }

  function newBlock(length: number): number {
    const start = arenaEnd;
    arenaEnd += BLOCK_HEAD + length;
    if (arenaEnd > arena.length) {
      const larger = new Uint32Array(Math.max(arena.length * 2, arenaEnd));
      larger.set(arena);
      arena = larger;
    }
    arena[start + 1] = length;
    return start;
  }

  /** The second posting brings the first block, which takes in the first. */
  function openList(slot: number): void {
    const block = newBlock(FIRST_BLOCK);
    arena[block + BLOCK_HEAD] = firsts[slot] ?? 0;
    firsts[slot] = block;
    lasts[slot] = block;
    rooms[slot] = FIRST_BLOCK - 1;
  }

  function extendList(slot: number): void {
    const last = lasts[slot] ?? 0;
    const length = Math.min((arena[last + 1] ?? 0) * 2, LARGEST_BLOCK);
    const block = newBlock(length);
    arena[last] = block;
    lasts[slot] = block;
    rooms[slot] = length;
  }

  return {
    add(token, position) {
      let slot = slotOf(token);
      const count = counts[slot] ?? 0;
      if (count === 0) {
        if (used * 2 >= counts.length) {
          grow();
          slot = slotOf(token);
        }
        used += 1;
        tokens[slot] = token;
        firsts[slot] = position;
      } else {
        if (count === 1) openList(slot);
        else if (rooms[slot] === 0) extendList(slot);
        const block = lasts[slot] ?? 0;
        const room = rooms[slot] ?? 0;
        arena[block + BLOCK_HEAD + (arena[block + 1] ?? 0) - room] = position;
        rooms[slot] = room - 1;
      }
      counts[slot] = count + 1;
    },
    count: (token) => counts[slotOf(token)] ?? 0,
    each(token, found) {
      const slot = slotOf(token);
      let left = counts[slot] ?? 0;
      if (left === 1) {
        found(firsts[slot] ?? 0);
        return;
      }
      for (let block = firsts[slot] ?? 0; left > 0; block = arena[block] ?? 0) {
        const start = block + BLOCK_HEAD;
        const end = start + Math.min(left, arena[block + 1] ?? 0);
        for (let at = start; at < end; at++) found(arena[at] ?? 0);
        left -= end - start;
      }
    },
  };
}
