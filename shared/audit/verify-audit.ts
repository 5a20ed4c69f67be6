import { equalBytes } from '../encoding/bytes.ts';
import {
  EMPTY_CHAIN,
  linkHash,
  openHead,
  openLink,
  type AuditHead,
  type AuditLink,
} from './audit-chain.ts';

/** What can be wrong with a chain, and at which event. */
export interface AuditProblem {
  readonly problem:
    'missing' | 'changed' | 'truncated' | 'head-damaged' | 'head-behind' | 'damage-recorded';
  readonly sequence: number;
}

/** The outcome: an intact chain has no problem. */
export interface AuditVerdict {
  readonly events: number;
  readonly problems: readonly AuditProblem[];
}

/** Problems named one by one; a chain with more is broken all the same. */
const MOST_PROBLEMS = 100;

/** Verifies a chain that is handed over piece by piece, in order of the sequence. */
export interface AuditVerifier {
  take(links: readonly AuditLink[]): Promise<void>;
  /** `head`: the sealed head, null where there is none. `isStarted`: the vault says that a chain was begun. */
  finish(head: Uint8Array | null, isStarted: boolean): Promise<AuditVerdict>;
}

/**
 * A verifier for one operator's chain. With the audit key every event is opened and the head is believed; without
 * it (a server, an auditor) the hashes alone are held against each other, and `finish` judges no head.
 */
export function createAuditVerifier(operatorId: string, key: CryptoKey | null): AuditVerifier {
  const problems: AuditProblem[] = [];
  let last: AuditHead = EMPTY_CHAIN;
  let events = 0;
  function report(problem: AuditProblem['problem'], sequence: number): void {
    if (problems.length < MOST_PROBLEMS) problems.push({ problem, sequence });
  }
  async function check(link: AuditLink): Promise<void> {
    if (link.sequence !== last.sequence + 1) report('missing', last.sequence + 1);
    else if (!equalBytes(link.previousHash, last.hash)) report('changed', link.sequence);
    if (!equalBytes(linkHash(operatorId, link), link.hash)) report('changed', link.sequence);
    else if (key !== null) await checkEvent(key, link);
    last = { sequence: link.sequence, hash: link.hash };
    events += 1;
  }
  async function checkEvent(auditKey: CryptoKey, link: AuditLink): Promise<void> {
    try {
      const entry = await openLink(auditKey, operatorId, link);
      if (entry.kind === 'audit.damage-found') report('damage-recorded', link.sequence);
    } catch {
      report('changed', link.sequence);
    }
  }
  return {
    async take(links) {
      for (const link of links) await check(link);
    },
    async finish(sealed, isStarted) {
      if (key === null) return { events, problems };
      if (sealed === null) {
        if (isStarted || events > 0) report('head-damaged', last.sequence);
        return { events, problems };
      }
      const head = await openHead(key, operatorId, sealed).catch(() => null);
      if (head === null) report('head-damaged', last.sequence);
      else if (head.sequence > last.sequence) report('truncated', last.sequence + 1);
      else if (head.sequence < last.sequence) report('head-behind', head.sequence + 1);
      else if (!equalBytes(head.hash, last.hash)) report('changed', last.sequence);
      return { events, problems };
    },
  };
}
