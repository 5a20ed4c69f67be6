/**
 * A vault that answers from memory, for looking at screens only. It encrypts nothing and proves nothing about the
 * real vault, which has its own tests.
 */
import { FieldsealError } from '../../shared/errors/fieldseal-error.ts';
import type {
  Draft,
  OperatorSummary,
  Session,
  VaultApi,
  VaultEvent,
  VaultState,
} from '../../renderer/vault/vault-api.ts';
import { undated } from '../../shared/domain/assignment.ts';
import type { Role } from '../../shared/domain/role.ts';
import { standInServerLog } from './stand-in-server-log.ts';
import { standInActivity, standInKeys } from './stand-in-keys.ts';
import type { StandInOptions } from './stand-in-options.ts';
import { standInFactors, standInRecovery } from './stand-in-recovery.ts';
import { SAMPLE_PROGRAMME } from './sample-programme.ts';
import {
  ago,
  operators,
  record,
  records,
  newDraft,
  reviewItems,
  device,
} from './sample-records.ts';
import { standInAdministration } from './stand-in-administration.ts';
import { standInBackup } from './stand-in-backup.ts';
import { standInCourier, standInRefused } from './stand-in-courier.ts';
import { standInFileSetup } from './stand-in-file-setup.ts';
import { standInImport } from './stand-in-import.ts';
import { standInLeases } from './stand-in-leases.ts';
import { attachedPhoto, standInPhotos, withPhotos } from './stand-in-photos.ts';
import { standInLoss } from './stand-in-loss.ts';
import { standInOrder, standInOrders } from './stand-in-orders.ts';
import { sessionOf, severalAssignments } from './stand-in-people.ts';

const WORDS = ['harbour', 'pencil', 'amber', 'cotton', 'river', 'eagle'];

/** Makes the stand-in. Its drafts and its session change as they would; the rest is fixed. */
export function createStandInVault(options: StandInOptions): VaultApi {
  const drafts = new Map<string, Draft>();
  const signIn = (role: Role, tier: OperatorSummary['tier']): Session =>
    sessionOf(role, tier, options.assignments);
  let session = options.role === null ? null : signIn(options.role, options.tier);
  let notify = (): void => undefined;
  let tell: (event: VaultEvent) => void = () => undefined;

  const state = (): Promise<VaultState> =>
    Promise.resolve({
      serverUrl: 'https://fieldseal.example',
      programmeName: SAMPLE_PROGRAMME.name,
      deviceCode: 'K7QD',
      policy: { ...SAMPLE_PROGRAMME.policy, idleLockSeconds: options.idleLockSeconds },
      operators: options.operators === 'none' ? [] : operators(),
      session,
      order: standInOrder(options),
    });
  const list = <T>(items: readonly T[]): Promise<readonly T[]> =>
    options.isFailing
      ? Promise.reject(new FieldsealError('sync.offline'))
      : Promise.resolve(options.isEmpty ? [] : items);
  const fail = <T>(make: () => T): Promise<T> =>
    options.isFailing
      ? Promise.reject(new FieldsealError('sync.offline'))
      : Promise.resolve(make());
  const empty = (): Promise<void> => Promise.resolve();
  const draftOf = (id: string): Promise<Draft> => {
    const draft = drafts.get(id) ?? newDraft(id, 'en');
    drafts.set(id, draft);
    return Promise.resolve(draft);
  };

  return {
    start: state,
    state,
    subscribe: (listener) => {
      notify = () => listener({ type: 'state-changed' });
      tell = listener;
      return Promise.resolve();
    },
    claimCode: () =>
      Promise.resolve({
        operatorId: 'op-1',
        name: 'Amina Deng',
        role: 'enumerator',
        tiers: ['passphrase-only'],
        passphraseMinLength: 12,
      }),
    beginFactor: () => Promise.reject(new FieldsealError('webauthn.unavailable')),
    beginFactorCheck: () => Promise.reject(new FieldsealError('webauthn.unavailable')),
    createOperator: () => {
      session = { ...signIn('enumerator', 'passphrase-only'), status: 'awaiting-approval' };
      return Promise.resolve({ state: 'awaiting-approval', requestWords: WORDS });
    },
    requestWords: () => Promise.resolve(WORDS),
    checkGrant: () =>
      Promise.resolve(
        options.grant === 'pending'
          ? { state: 'pending' }
          : { state: 'ready', programmeWords: SAMPLE_PROGRAMME.words, alreadyTrusted: false },
      ),
    acceptGrant: () => {
      session = signIn('enumerator', 'passphrase-only');
      return Promise.resolve();
    },
    beginUnlock: () => Promise.resolve({ tier: 'passphrase-only' }),
    unlock: (_id, passphrase) => {
      if (passphrase === 'wrong')
        return Promise.reject(new FieldsealError('vault.passphrase-wrong'));
      if (passphrase === 'outdated') {
        const details = { version: 3, seen: 4 };
        return Promise.reject(new FieldsealError('provisioning.pack-outdated', details));
      }
      session = signIn(options.role ?? 'enumerator', options.tier);
      return Promise.resolve(session);
    },
    lock: () => {
      session = null;
      notify();
      return Promise.resolve();
    },
    programme: () => Promise.resolve(SAMPLE_PROGRAMME),
    createDraft: (language) => {
      const draft = newDraft(crypto.randomUUID(), language);
      drafts.set(draft.id, draft);
      return Promise.resolve(draft);
    },
    saveDraft: (draft) => {
      drafts.set(draft.id, draft);
      return Promise.resolve();
    },
    loadDraft: draftOf,
    listDrafts: () =>
      list([
        {
          id: 'draft-1',
          updatedAt: ago(0.1),
          step: 'form' as const,
          displayName: 'Nyandeng Kuol',
          correction: false,
        },
        {
          id: 'draft-2',
          updatedAt: ago(1),
          step: 'consent' as const,
          displayName: '',
          correction: false,
        },
      ]),
    discardDraft: (id) => {
      drafts.delete(id);
      return Promise.resolve();
    },
    findDuplicates: () =>
      Promise.resolve(
        options.duplicates
          ? [
              {
                record: records()[0] ?? record(0, 'saved'),
                by: ['name-and-birth-date', 'likeness'],
                score: 0.94,
                explanation: [
                  { code: 'family-name-same', evidence: 6.5 },
                  { code: 'given-name-one-letter', evidence: 5 },
                  { code: 'birth-date-day-month-swapped', evidence: 8 },
                  { code: 'phone-differs', evidence: -1 },
                ],
              },
              {
                record: { ...record(7, 'received'), own: false, displayName: null },
                by: ['likeness'],
                score: 0.9,
                explanation: null,
              },
            ]
          : [],
      ),
    sealDraft: (id) =>
      Promise.resolve({ recordId: id, registrationNumber: 'K7QD-000042-7', version: 1 }),
    correctRecord: (id) => {
      const draft: Draft = {
        ...newDraft(id, 'en'),
        step: 'form',
        consent: {
          noticeLanguage: 'en',
          answers: { registration: 'given', contact: 'given', 'identity-photo': 'given' },
          method: 'electronic',
          witness: '',
          signaturePath: '',
        },
        answers: {
          familyName: 'Garang',
          givenName: 'Akuol',
          sex: 'f',
          area: 'v1',
          ...(options.photo === 'here' ? { photo: attachedPhoto(id) } : {}),
        },
        correction: { version: 1, reason: '' },
      };
      drafts.set(id, draft);
      return Promise.resolve(draft);
    },
    listRecords: async () => ({
      records: await list(records()),
      next: options.isEmpty ? null : 'x',
    }),
    searchRecords: () => list(records().slice(0, 2)),
    openRecord: (id) => {
      const item = withPhotos(options, reviewItems())[0];
      if (id === 'record-2' || item === undefined) {
        return Promise.reject(
          new FieldsealError('vault.record-sealed', { record: 'K7QD-000003-1' }),
        );
      }
      return Promise.resolve(item.record);
    },
    returnReason: () =>
      Promise.resolve('The birth year and the national ID do not fit together. Please ask again.'),
    counts: async () => {
      await list([]);
      const many = options.isEmpty ? 0 : 1;
      return {
        drafts: 2 * many,
        byState: {
          saved: 12 * many,
          'in-batch': 0,
          received: 31 * many,
          refused: many,
          approved: 118 * many,
          returned: 2 * many,
        },
        lastSyncAt: options.isEmpty ? null : ago(0.12),
        photosWaiting: options.photo === 'here' ? 3 : 0,
      };
    },
    sync: () =>
      options.isFailing
        ? Promise.reject(new FieldsealError('sync.offline'))
        : Promise.resolve({
            batches: 1,
            receipts: 1,
            accepted: 12,
            alreadyHeld: 0,
            refused: 0,
            photos: options.photo === 'here' ? 9 : 0,
            photosLeft: 0,
            decisions: 4,
            bytesSent: 48_213,
            isStopped: false,
          }),
    stopSync: () => Promise.resolve(),
    listBatches: () =>
      list([
        {
          sequence: 1,
          createdAt: ago(6),
          records: 100,
          photos: 0,
          bytes: 402_113,
          state: 'received' as const,
          handedOverAt: null,
        },
        {
          sequence: 2,
          createdAt: ago(2),
          records: 51,
          photos: 0,
          bytes: 210_500,
          state: 'waiting' as const,
          handedOverAt: ago(1),
        },
        {
          sequence: 3,
          createdAt: ago(0),
          records: options.photo === 'here' ? 0 : 12,
          photos: options.photo === 'here' ? 8 : 0,
          bytes: 48_213,
          state: 'waiting' as const,
          handedOverAt: null,
        },
      ]),
    reviewQueue: async () => ({
      items: await list(withPhotos(options, reviewItems())),
      failures: await list([
        { recordId: 'b4c1d2e3-0000', itemHash: 'ff00', code: 'crypto.open-failed' as const },
      ]),
      next: null,
    }),
    decide: () => Promise.resolve(1),
    listRequests: () =>
      list([
        {
          requestHash: 'aa',
          operatorName: 'Amina Deng',
          role: 'enumerator' as const,
          areaIds: ['v1', 'v2'],
          assignments:
            options.assignments === 'one'
              ? [undated('enumerator', ['v1', 'v2'])]
              : severalAssignments('enumerator'),
          receivedAt: ago(0.02),
          words: WORDS,
        },
      ]),
    approveRequest: empty,
    rejectRequest: empty,
    listDevices: () =>
      list([
        device('K7QD', 'Amina Deng', 'enumerator', 163, null),
        device('P2XM', 'Joseph Lado', 'supervisor', 0, null),
        device('R9TB', 'Mary Keji', 'enumerator', 12, ago(3)),
        device('T8VN', 'Daniel Otim', 'enumerator', 41, null),
      ]),
    ...standInLoss(fail),
    ...standInCourier(options, (event) => tell(event)),
    ...standInRefused(options),
    ...standInPhotos(options),
    ...standInBackup(options),
    ...standInImport(options, (event) => tell(event)),
    ...standInOrders(options),
    ...standInLeases(options),
    ...standInFileSetup(),
    ...standInAdministration(options),
    ...standInKeys(options, (event) => tell(event)),
    ...standInFactors(options),
    ...standInRecovery(options),
    ...standInActivity(options, (event) => tell(event)),
    ...standInServerLog(options),
  };
}
