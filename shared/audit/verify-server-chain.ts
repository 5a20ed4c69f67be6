import { equalBytes } from '../encoding/bytes.ts';
import { EMPTY_CHAIN, type AuditHead } from './audit-chain.ts';
import { serverLinkHash, type ServerAuditLink } from './server-chain.ts';

/**
 * What can be wrong with the server's chain, and at which event. `truncated`: it ends before an anchor. `fork`: at an
 * anchor it is not what it was when the server signed that.
 */
export interface ServerChainProblem {
  readonly problem: 'missing' | 'changed' | 'truncated' | 'fork';
  readonly sequence: number;
}

/** Problems named one by one; a chain with more is broken all the same. */
const MOST_PROBLEMS = 100;

/** Verifies a chain that is handed over link by link, in order. */
export interface ServerChainVerifier {
  take(link: ServerAuditLink): void;
  /** Where the chain ends so far. */
  head(): AuditHead;
  finish(): readonly ServerChainProblem[];
}

/**
 * A verifier for a programme's chain, or what of it follows `from`. Anchors are places of it that the server signed
 * before: it must go through all of them.
 */
export function createServerChainVerifier(
  programmeId: string,
  anchors: readonly AuditHead[] = [],
  from: AuditHead = EMPTY_CHAIN,
): ServerChainVerifier {
  const problems: ServerChainProblem[] = [];
  const anchored = Map.groupBy(anchors, ({ sequence }) => sequence);
  let last = from;
  function report(problem: ServerChainProblem['problem'], sequence: number): void {
    if (problems.length < MOST_PROBLEMS) problems.push({ problem, sequence });
  }
  function checkAnchors({ sequence, hash }: AuditHead): void {
    const others = anchored.get(sequence)?.some((anchor) => !equalBytes(anchor.hash, hash));
    if (others === true) report('fork', sequence);
  }
  return {
    take(link) {
      const { sequence } = link;
      if (sequence !== last.sequence + 1) report('missing', last.sequence + 1);
      else if (!equalBytes(link.previousHash, last.hash)) report('changed', sequence);
      if (!equalBytes(serverLinkHash(programmeId, link), link.hash)) report('changed', sequence);
      checkAnchors(link);
      last = { sequence, hash: link.hash };
    },
    head: () => last,
    finish() {
      const end = last.sequence;
      if (anchors.some(({ sequence }) => sequence > end)) report('truncated', end + 1);
      return problems;
    },
  };
}
