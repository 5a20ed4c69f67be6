import { findBackupSlot } from '../../../shared/backup/backup-header.ts';
import { openBackupFile, type BackupFile } from '../../../shared/backup/backup-reader.ts';
import { decodeCbor } from '../../../shared/encoding/cbor.ts';
import { FieldsealError } from '../../../shared/errors/fieldseal-error.ts';
import { RecoveryBundle } from '../../../shared/recovery/recovery-bundle.ts';
import { readRecoveryFile, writeRequestFile } from '../../../shared/recovery/recovery-file.ts';
import type { BackupApi } from '../backup-api.ts';
import {
  addAnswer,
  cancelCeremony,
  ceremonyState,
  fetchAnswers,
  requireCeremony,
  sendCeremony,
  startCeremony,
} from '../recovery/ceremony.ts';
import type { CeremonyState } from '../recovery-api.ts';
import { requireActive, requireStore, type VaultContext } from '../vault-context.ts';
import { sourceOfBlob } from './blob-source.ts';

type BackupRecoveryCalls = Pick<
  BackupApi,
  | 'beginBackupRecovery'
  | 'exchangeBackupRecovery'
  | 'backupRecoveryFile'
  | 'addBackupRecoveryAnswer'
  | 'endBackupRecovery'
>;

/**
 * The bundle by which the holders of recovery keys can give a backup's key back. It must be this backup's own: else
 * the holders would be asked for one thing and open another.
 * @throws FieldsealError `backup.not-openable` where it has none, `backup.damaged`.
 */
export function bundleOf({ header }: BackupFile): RecoveryBundle {
  const slot = findBackupSlot(header, 'recovery');
  if (slot === null) throw new FieldsealError('backup.not-openable');
  let bundle: RecoveryBundle;
  try {
    bundle = RecoveryBundle.parse(decodeCbor(slot.bundle));
  } catch (cause) {
    throw new FieldsealError('backup.damaged', { part: 'header' }, cause);
  }
  const { use, programmeId, operatorId, subjectId } = bundle.binding;
  const isOwn =
    use === 'backup' &&
    programmeId === header.programmeId &&
    operatorId === header.operatorId &&
    subjectId === header.backupId;
  if (!isOwn) throw new FieldsealError('backup.damaged', { part: 'header' });
  return bundle;
}

/** Opening a backup through recovery, on the laptop that restores it: the holders' answers are sealed to it. */
export function createBackupRecoveryCalls(context: VaultContext): BackupRecoveryCalls {
  async function ownBundle(file: Blob): Promise<RecoveryBundle> {
    const session = requireActive(context, 'registrant.enrol');
    const opened = await openBackupFile(sourceOfBlob(file));
    if (opened.header.operatorId !== session.operator.operatorId) {
      throw new FieldsealError('backup.other-operator', { device: opened.header.deviceCode });
    }
    return bundleOf(opened);
  }

  async function stateOf(bundle: RecoveryBundle): Promise<CeremonyState> {
    return ceremonyState(bundle, await requireCeremony(context, bundle.binding.subjectId));
  }

  return {
    async beginBackupRecovery(file) {
      const bundle = await ownBundle(file);
      const { subjectId } = bundle.binding;
      await context.writes(async () => {
        const isAsked = await requireStore(context).recoveryCeremonies.get(subjectId);
        // The ways back into a vault itself are asked for while nobody is signed in, and no key is at hand to write with.
        if (isAsked === undefined) {
          await context.audit.append({ kind: 'recovery.requested', subject: subjectId });
        }
        await startCeremony(context, bundle);
      });
      return stateOf(bundle);
    },
    async exchangeBackupRecovery(file) {
      const bundle = await ownBundle(file);
      const { subjectId } = bundle.binding;
      await sendCeremony(context, subjectId);
      await fetchAnswers(context, subjectId);
      return stateOf(bundle);
    },
    async backupRecoveryFile(file) {
      const { binding } = await ownBundle(file);
      const { request } = await requireCeremony(context, binding.subjectId);
      return { name: 'backup-request.fsrecovery', bytes: writeRequestFile(request) };
    },
    async addBackupRecoveryAnswer(file, bytes) {
      const bundle = await ownBundle(file);
      const read = readRecoveryFile(bytes);
      if (read.kind !== 'answer') throw new FieldsealError('recovery.answer-not-ours');
      await addAnswer(context, bundle.binding.subjectId, read.answer);
      return stateOf(bundle);
    },
    async endBackupRecovery(file) {
      const { binding } = await ownBundle(file);
      await cancelCeremony(context, binding.subjectId);
    },
  };
}
