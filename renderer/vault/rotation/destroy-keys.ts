import { FieldsealError } from '../../../shared/errors/fieldseal-error.ts';
import { withDestroyed } from '../keys/ring-state.ts';
import { RING_NAMES, VAULT_RINGS } from '../keys/vault-rings.ts';
import type { KeyWork } from './key-work.ts';
import { namesOldKeys } from './old-keys.ts';
import { areUnchanged, changeRings } from './rotate-keys.ts';

/**
 * Destroys retired versions of the vault's keys; answers how many there were. Nothing new can name them: every
 * write checks that its keys are the newest.
 * @throws FieldsealError `keys.still-used` while anything names an old version, or a renewal is under way.
 */
export async function destroyRetiredKeys(work: KeyWork): Promise<number> {
  const { store, operatorId, audit, rings } = work;
  const retired = RING_NAMES.flatMap((name) => rings.versions(name)).filter(
    (version) => version.state === 'retired',
  ).length;
  if (retired === 0) return 0;
  const left = await namesOldKeys(work);
  if (left > 0) throw new FieldsealError('keys.still-used', { count: left });
  const refs = RING_NAMES.map((name) => VAULT_RINGS[name]);
  await changeRings(work, refs, withDestroyed, async ({ before, after }) => {
    const event = { kind: 'keys.destroyed' as const, count: retired };
    const done = await audit.commit(event, [store.dataKeys, store.jobs], async () => {
      const isRunning = (await store.jobs.get([operatorId, 're-encrypt'])) !== undefined;
      if (isRunning || !(await areUnchanged(work, before))) return null;
      await store.dataKeys.bulkPut(after);
      return true;
    });
    if (done === null) throw new FieldsealError('keys.still-used', { count: 1 });
    return true;
  });
  await rings.reload();
  return retired;
}
