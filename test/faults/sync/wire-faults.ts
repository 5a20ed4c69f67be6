/** What may happen to one request and its answer between laptop and server. */
import type { SeededRandom } from '../../fixtures/people/random.ts';

/** `share`: how far into the bytes, 0 to 1. */
export type WireFault =
  | { readonly type: 'none' }
  /** The connection breaks before a byte of the request has left. */
  | { readonly type: 'drop' }
  /** The server gets the beginning of the request. */
  | { readonly type: 'cut-request'; readonly share: number }
  | { readonly type: 'flip-request'; readonly share: number; readonly bit: number }
  /** The server gets the whole request, the laptop nothing of the answer. */
  | { readonly type: 'lose-answer' }
  | { readonly type: 'cut-answer'; readonly share: number }
  | { readonly type: 'flip-answer'; readonly share: number; readonly bit: number }
  | { readonly type: 'delay'; readonly milliseconds: number }
  /** The server gets it twice, at once or one after the other. */
  | { readonly type: 'twice'; readonly isAtOnce: boolean }
  /** The laptop is cut off at once; the server gets the request later, behind others. */
  | { readonly type: 'late'; readonly milliseconds: number }
  /** The laptop gets the answer to an earlier request. */
  | { readonly type: 'other-answer' }
  /** A captive portal answers yes to everything, in HTML. */
  | { readonly type: 'portal' };

export const WIRE_FAULTS = [
  'drop',
  'cut-request',
  'flip-request',
  'lose-answer',
  'cut-answer',
  'flip-answer',
  'delay',
  'twice',
  'late',
  'other-answer',
  'portal',
] as const satisfies readonly WireFault['type'][];
export type WireFaultName = (typeof WIRE_FAULTS)[number];

const LONGEST_DELAY_MS = 150;
const LATEST_MS = 900;
const BITS = 8;
const THOUSAND = 1000;

/** Draws for each request in turn what happens to it: one of `names`, at `rate` (0 to 1). */
export function drawFault(
  random: SeededRandom,
  names: readonly WireFaultName[],
  rate: number,
): WireFault {
  if (names.length === 0 || random.between(0, THOUSAND - 1) >= rate * THOUSAND) {
    return { type: 'none' };
  }
  const type = random.pick(names);
  const share = random.between(0, THOUSAND) / THOUSAND;
  const bit = random.between(0, BITS - 1);
  switch (type) {
    case 'cut-request':
    case 'cut-answer':
      return { type, share };
    case 'flip-request':
    case 'flip-answer':
      return { type, share, bit };
    case 'delay':
      return { type, milliseconds: random.between(1, LONGEST_DELAY_MS) };
    case 'late':
      return { type, milliseconds: random.between(1, LATEST_MS) };
    case 'twice':
      return { type, isAtOnce: bit % 2 === 0 };
    default:
      return { type };
  }
}
