import {
  generateAgreementSecret,
  generateSigningSeed,
  randomBytes,
  zeroBytes,
} from '../../shared/crypto/index.ts';
import { openBackupFile, createBackupReader } from '../../shared/backup/backup-reader.ts';
import { createBackupWriter } from '../../shared/backup/backup-writer.ts';
import { makePassphraseSlot, openByPassphrase } from '../../shared/backup/backup-key.ts';
import { concatBytes, type Bytes } from '../../shared/encoding/bytes.ts';
import { makeRecoveryKey, openRecoveryKey } from '../../shared/recovery/key-file.ts';
import { answerRequest, openAnswer } from '../../shared/recovery/recovery-answer.ts';
import { makeRecoveryBundle } from '../../shared/recovery/recovery-bundle.ts';
import {
  readRecoveryFile,
  writeAnswerFile,
  writeRequestFile,
} from '../../shared/recovery/recovery-file.ts';
import {
  openRecoveryRequest,
  signRecoveryRequest,
} from '../../shared/recovery/recovery-request.ts';
import { vouch } from '../support/vouch.ts';
import { signedReaders, type OutsideReader } from './outside-reader.ts';

const NOW = new Date('2026-11-20T08:00:00Z');

/** Requests for recovery, answers, their files, holders' key files. */
export async function recoveryReaders(): Promise<readonly OutsideReader[]> {
  const holder = await makeRecoveryKey('programme', 1, 'Ruth');
  const words = holder.words.join(' ');
  const binding = {
    use: 'vault',
    programmeId: 'programme',
    operatorId: 'op-1',
    subjectId: 'slot-1',
  } as const;
  const keys = { epoch: 1, threshold: 1, keys: [holder.ref] };
  const bundle = await makeRecoveryBundle(keys, binding, randomBytes(32));
  const { key: device } = await generateSigningSeed();
  const { key: administrator } = await generateSigningSeed();
  const { key: answerKey } = await generateAgreementSecret();
  const request = await signRecoveryRequest(device, answerKey, bundle, NOW);
  const asked = await openRecoveryRequest(request);
  const holderKey = await openRecoveryKey(holder.file, words, 'programme');
  const voucher = await vouch(administrator, 'administrator', administrator);
  const answer = await answerRequest(asked, holderKey, administrator, NOW);
  return [
    ...signedReaders('recovery-request', device, request, (bytes) => openRecoveryRequest(bytes)),
    ...signedReaders('recovery-answer', administrator, answer, async (bytes) => {
      const opened = await openAnswer({ answer: bytes, voucher }, asked, answerKey, administrator);
      zeroBytes(opened.share);
    }),
    { name: 'recovery file, asking', sample: writeRequestFile(request), read: readRecoveryFile },
    {
      name: 'recovery file, answering',
      sample: writeAnswerFile({ answer, voucher }),
      read: readRecoveryFile,
    },
    {
      name: 'recovery key file',
      sample: holder.file,
      read: (bytes) => openRecoveryKey(bytes, words, 'programme'),
    },
  ];
}

/** A backup: its front by anybody, and all of its chunks. */
export async function backupReaders(): Promise<readonly OutsideReader[]> {
  const identity = {
    backupId: '8c7c2a2e-5f0e-4e36-9a43-3a0c5d2d7c11',
    programmeId: 'programme',
    operatorId: 'op-1',
    deviceId: 'device',
  };
  const key = randomBytes(32);
  const writer = await createBackupWriter(
    {
      formatVersion: 1,
      ...identity,
      deviceCode: 'ABCD',
      createdAt: NOW.toISOString(),
      counts: { drafts: 0, records: 1 },
      slots: [await makePassphraseSlot(identity, key, 'field of barley 41 faults')],
    },
    key,
  );
  const sample = concatBytes(
    writer.start,
    await writer.chunk([{ a: 1 }, { b: [1, 2, 3] }], false),
    await writer.chunk([], true),
  );
  return [{ name: 'backup', sample, read: (bytes) => readBackup(bytes, key) }];
}

async function readBackup(bytes: Bytes, key: Bytes): Promise<void> {
  const file = await openBackupFile({
    size: bytes.length,
    read: (start, end) => Promise.resolve(bytes.slice(start, end)),
  });
  // Without a passphrase slot it is refused at once; with one, only a cost out of bounds would be a mistake.
  const slot = file.header.slots.find(({ kind }) => kind === 'passphrase');
  if (slot === undefined) await openByPassphrase(file.header, 'x');
  const reader = await createBackupReader(file, key);
  while ((await reader.next()) !== null);
}
