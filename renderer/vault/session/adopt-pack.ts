import { holdAssignments } from '../../../shared/access/held-assignment.ts';
import type { ProgrammePack } from '../../../shared/domain/programme.ts';
import { equalBytes } from '../../../shared/encoding/bytes.ts';
import { encodeCbor } from '../../../shared/encoding/cbor.ts';
import { requireStore, type VaultContext } from '../vault-context.ts';
import { takeReviewKeys } from './take-review-keys.ts';

/**
 * Has the open session work on with a newer pack where only keys are new, so that nothing more is sealed to a review
 * key whose period is over, or what roles of the programme's own may do, which counts at once. Where form, notice, areas or policy changed it works on with the one it began with, and the
 * next unlock takes the new one. Answers whether it was taken.
 */
export async function adoptPack(context: VaultContext, pack: ProgrammePack): Promise<boolean> {
  const { session } = context;
  if (session === null || session.programme === null) return false;
  const { programme } = session;
  if (pack.version <= programme.pack.version || !differOnlyInKeysAndRoles(programme.pack, pack))
    return false;
  const taken = await takeReviewKeys(requireStore(context), session, pack);
  if (context.session?.programme !== programme) return false;
  // Group keys of the period before wrap nothing any more.
  programme.sender.drop();
  context.session = {
    ...context.session,
    programme: {
      ...programme,
      pack,
      held: holdAssignments(programme.held, pack.roles),
      newestPack: Math.max(programme.newestPack, pack.version),
      reviewKeys: [...programme.reviewKeys, ...taken],
    },
  };
  return true;
}

function differOnlyInKeysAndRoles(before: ProgrammePack, after: ProgrammePack): boolean {
  const rest = (pack: ProgrammePack): Uint8Array =>
    encodeCbor({
      ...pack,
      version: 0,
      reviewKeys: [],
      reviewKeyShares: undefined,
      closedDevices: undefined,
      grantFloors: undefined,
      roles: undefined,
      recovery: undefined,
    });
  return equalBytes(rest(before), rest(after));
}
