/** People, records and laptops that the screens show: invented. */
import type {
  Draft,
  OperatorSummary,
  RecordState,
  RecordSummary,
  ReviewItem,
} from '../../renderer/vault/vault-api.ts';
import type { Role } from '../../shared/domain/role.ts';
import { SAMPLE_PROGRAMME } from './sample-programme.ts';

const DAY_MS = 86_400_000;

export function ago(days: number): string {
  return new Date(Date.now() - days * DAY_MS).toISOString();
}

export function operators(): readonly OperatorSummary[] {
  const base = {
    isRecovering: false,
    leaseUntil: ago(-21),
    backOffUntil: null,
    unsentRecords: 0,
    drafts: 0,
  };
  return [
    {
      ...base,
      operatorId: 'op-1',
      name: 'Amina Deng',
      role: 'enumerator',
      tier: 'bound',
      tiers: ['bound', 'gated'],
      status: 'active',
      drafts: 2,
      unsentRecords: 12,
    },
    {
      ...base,
      operatorId: 'op-2',
      name: 'Joseph Lado',
      role: 'supervisor',
      tier: 'gated',
      tiers: ['gated'],
      status: 'active',
      leaseUntil: ago(-5),
    },
    {
      ...base,
      operatorId: 'op-3',
      name: 'مريم حسن',
      role: 'enumerator',
      tier: 'passphrase-only',
      tiers: ['passphrase-only'],
      status: 'lease-expired',
    },
  ];
}

export function record(index: number, state: RecordState): RecordSummary {
  const names = ['Akuol Garang', 'فاطمة الزهراء', null, 'Deng Mabior', 'Achol Majok', null];
  return {
    recordId: `record-${index}`,
    version: 1,
    registrationNumber: `K7QD-00000${index + 1}-${(index * 3) % 10}`,
    savedAt: ago(index),
    areaId: ['v1', 'v2', 'v3'][index % 3] ?? 'v1',
    state,
    refusal: state === 'refused' ? 'sync.item-area-forbidden' : null,
    own: index !== 5,
    displayName: names[index] ?? null,
  };
}

export function records(): readonly RecordSummary[] {
  const states: readonly RecordState[] = [
    'saved',
    'returned',
    'received',
    'refused',
    'in-batch',
    'approved',
  ];
  return states.map((state, index) => record(index, state));
}

export function newDraft(id: string, noticeLanguage: string): Draft {
  return {
    id,
    step: 'consent',
    consent: { noticeLanguage, answers: {}, method: null, witness: '', signaturePath: '' },
    answers: {},
    updatedAt: ago(0),
    correction: null,
  };
}

export function reviewItems(): readonly ReviewItem[] {
  return [
    reviewItem('11111111-1111-4111-8111-111111111111', 'Garang', 'Akuol', [
      '22222222-2222-4222-8222-222222222222',
      '99999999-9999-4999-8999-999999999999',
    ]),
    reviewItem('22222222-2222-4222-8222-222222222222', 'Garrang', 'Akol', []),
    reviewItem('33333333-3333-4333-8333-333333333333', 'الزهراء', 'فاطمة', []),
  ];
}

function reviewItem(
  id: string,
  familyName: string,
  givenName: string,
  candidates: readonly string[],
): ReviewItem {
  return {
    record: {
      schemaVersion: 1,
      id,
      version: 1,
      programmeId: SAMPLE_PROGRAMME.id,
      form: { id: 'person', version: 1 },
      areaId: 'v1',
      operatorId: 'op-1',
      deviceId: 'device',
      registrationNumber: `K7QD-0000${id.slice(0, 2)}-4`,
      savedAt: ago(1),
      deviceCounter: 4,
      answers: {
        familyName,
        givenName,
        birthDate: { precision: 'month', value: '1987-03' },
        sex: 'f',
        nationalId: 'NR1234567',
        phone: '+211912345678',
        area: 'v1',
      },
      consent: {
        schemaVersion: 1,
        id,
        registrantId: id,
        controller: SAMPLE_PROGRAMME.notice.controller,
        recipients: [],
        notice: { id: 'notice-1', version: 2, language: 'ar', hash: 'a'.repeat(64) },
        legalBasis: 'consent',
        purposes: { registration: 'given', contact: 'given', 'identity-photo': 'refused' },
        collectionMethod: 'signature',
        signaturePath: 'M60 140L120 60L170 150L230 70L290 140L380 110L520 120',
        effectiveDate: '2026-11-01',
        expiryDate: '2028-10-31',
        status: 'given',
        history: [{ status: 'given', at: ago(1) }],
      },
    },
    enumeratorName: 'Amina Deng',
    receivedAt: ago(0.5),
    itemHash: id,
    candidates: candidates.map((recordId) => ({
      recordId,
      by: ['familyName+givenName/phonetic-birth-date', 'nationalId/exact'],
    })),
  };
}

export function device(
  deviceCode: string,
  name: string,
  role: Role,
  count: number,
  revokedAt: string | null,
) {
  return {
    deviceId: `device-${deviceCode}`,
    deviceCode,
    operators: [{ operatorId: `op-${deviceCode}`, name, role }],
    lastSequence: 3,
    lastSeenAt: ago(0.3),
    records: count,
    revokedAt,
  };
}
