import type { ProgrammePack } from '../../../shared/domain/programme.ts';
import { FieldsealError } from '../../../shared/errors/fieldseal-error.ts';
import { openProgrammePack } from '../../../shared/sync/programme-pack.ts';
import { requireStore, type VaultContext } from '../vault-context.ts';

/**
 * The programme's settings as this laptop has them; null before there are any. Where a vault is open its own
 * administrator's key counts, and nothing older than it has seen: what stands on the disk may have been exchanged since
 * the unlock.
 * @throws FieldsealError `provisioning.pack-tampered`, `provisioning.pack-outdated`.
 */
export async function storedPack(context: VaultContext): Promise<ProgrammePack | null> {
  const stored = await requireStore(context).read('programme');
  if (stored === undefined) return null;
  const { administrator, newestPack } = context.session?.programme ?? { ...stored, newestPack: 0 };
  const pack = await openProgrammePack(stored.pack, administrator);
  if (pack.version < newestPack) {
    throw new FieldsealError('provisioning.pack-outdated', {
      version: pack.version,
      seen: newestPack,
    });
  }
  return pack;
}
