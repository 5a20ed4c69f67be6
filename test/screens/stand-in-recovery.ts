/** The stand-in's ways to unlock and its recovery, as far as screens show them. */
import type { FactorApi, FactorList } from '../../renderer/vault/factors-api.ts';
import type {
  RecoveryApi,
  RecoveryRequestItem,
  RecoveryState,
} from '../../renderer/vault/recovery-api.ts';
import { FieldsealError } from '../../shared/errors/fieldseal-error.ts';
import type { StandInOptions } from './stand-in-options.ts';

const DAY_MS = 86_400_000;
const WORDS = ['harbour', 'pencil', 'amber', 'cotton', 'river', 'eagle'];
const CODE_WORDS = [
  ...WORDS,
  'kitchen',
  'velvet',
  'lemon',
  'basket',
  'island',
  'copper',
  'window',
  'forest',
  'ribbon',
];
const HOLDERS = ['Ruth Akol', 'عمر الحسن', 'Mei Tanaka'];

type Options = Pick<StandInOptions, 'recovery' | 'isFailing' | 'isEmpty'>;

/** Two ways to unlock, one of them in use. */
export function standInFactors(options: Options): FactorApi {
  const list: FactorList = {
    factors: [factor('slot-1', 'bound', 'Blue key', true), factor('slot-2', 'gated', '', false)],
    addable: ['bound', 'gated'],
    passphraseMinLength: 12,
    recovery: options.recovery === 'none' ? null : { needed: 2, holders: HOLDERS },
  };
  const refuse = () => Promise.reject(new FieldsealError('vault.passphrase-wrong'));
  return {
    listFactors: () =>
      options.isFailing
        ? Promise.reject(new FieldsealError('vault.storage-full'))
        : Promise.resolve(list),
    beginReauthentication: () => Promise.resolve({ tier: 'passphrase-only' }),
    addFactor: refuse,
    replaceFactor: refuse,
    removeFactor: refuse,
    changePassphrase: (proof) => (proof.passphrase === 'wrong' ? refuse() : Promise.resolve()),
  };
}

/** A recovery at the stage that the options name, and three holders. */
export function standInRecovery(options: Options): RecoveryApi {
  const state = (stage: StandInOptions['recovery']): RecoveryState => ({
    isAvailable: stage !== 'none',
    passphraseMinLength: 12,
    tiers: ['bound', 'passphrase-only'],
    ceremony:
      stage === 'none' || stage === 'ready'
        ? null
        : {
            words: WORDS,
            createdAt: ago(1),
            sentAt: ago(1),
            needed: 2,
            holders: HOLDERS.map((holder, index) => ({
              holder,
              hasAnswered: index < (stage === 'answered' ? 2 : 1),
            })),
          },
  });
  const now = (): Promise<RecoveryState> => Promise.resolve(state(options.recovery));
  const request = (index: number, hasAnswered: boolean): RecoveryRequestItem => ({
    requestHash: `request-${String(index)}`,
    operatorName: index === 0 ? 'Amina Deng' : 'مريم حسن',
    operatorId: `op-${String(index)}`,
    deviceCode: 'K7QD',
    use: 'vault',
    createdAt: ago(index + 0.1),
    words: WORDS,
    needed: 2,
    holders: HOLDERS.map((holder, at) => ({ holder, hasAnswered: hasAnswered && at === 0 })),
  });
  return {
    recoveryState: now,
    beginRecovery: () => Promise.resolve(state('asked')),
    exchangeRecovery: now,
    recoveryRequestFile: () =>
      Promise.resolve({ name: 'request.fsrecovery', bytes: new Uint8Array(1) }),
    addRecoveryAnswer: () => Promise.reject(new FieldsealError('recovery.answer-not-ours')),
    cancelRecovery: () => Promise.resolve(),
    finishRecovery: () => Promise.reject(new FieldsealError('recovery.too-few-answers')),
    recoveryKeySet: () =>
      Promise.resolve(
        options.recovery === 'none'
          ? { threshold: 0, holders: [], mayMake: true }
          : { threshold: 2, holders: HOLDERS, mayMake: true },
      ),
    makeRecoveryKeys: (_threshold, holders) =>
      Promise.resolve(
        holders.map((holder, index) => ({
          holder,
          file: {
            name: `recovery-1-${String(index + 1)}.fsrecovery-key`,
            bytes: new Uint8Array(1),
          },
          words: CODE_WORDS,
        })),
      ),
    publishRecoveryKeys: () => Promise.resolve(),
    listRecoveryRequests: () =>
      options.isFailing
        ? Promise.reject(new FieldsealError('sync.offline'))
        : Promise.resolve(options.isEmpty ? [] : [request(0, true), request(1, false)]),
    openRecoveryRequest: () => Promise.resolve(request(0, false)),
    answerRecovery: () => Promise.reject(new FieldsealError('recovery.code-mismatch')),
  };
}

function factor(id: string, tier: 'bound' | 'gated', name: string, isInUse: boolean) {
  return {
    id,
    tier,
    name,
    createdAt: ago(90),
    lastUsedAt: ago(isInUse ? 0 : 12),
    isInUse,
    mayRemove: true,
  };
}

function ago(days: number): string {
  return new Date(Date.now() - days * DAY_MS).toISOString();
}
