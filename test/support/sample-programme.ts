import {
  keyIdOf,
  generateAgreementSecret,
  generateSigningSeed,
  type SigningKey,
} from '../../shared/crypto/index.ts';
import type { Area } from '../../shared/domain/area.ts';
import type { ConsentNotice } from '../../shared/domain/consent-notice.ts';
import type { ConsentRecord } from '../../shared/domain/consent.ts';
import type { ProgrammePack } from '../../shared/domain/programme.ts';
import { toBase64Url } from '../../shared/encoding/bytes.ts';
import type { FormDefinition } from '../../shared/forms/form-definition.ts';

/** A small programme for unit tests of `shared`; the demonstration's own is the server's seed. */
export const AREAS: readonly Area[] = [
  { id: 'region', parentId: null, level: 0, name: { en: 'Region' } },
  { id: 'north', parentId: 'region', level: 1, name: { en: 'North' } },
  { id: 'south', parentId: 'region', level: 1, name: { en: 'South' } },
  { id: 'n1', parentId: 'north', level: 2, name: { en: 'N1' } },
  { id: 'n2', parentId: 'north', level: 2, name: { en: 'N2' } },
  { id: 's1', parentId: 'south', level: 2, name: { en: 'S1' } },
];

export const NOTICE: ConsentNotice = {
  id: 'notice',
  version: 1,
  controller: { name: 'Ministry', contact: 'privacy@example.org' },
  recipients: ['Ministry'],
  title: { en: 'Notice', ar: 'إشعار' },
  body: { en: 'Text', ar: 'نص', fr: 'Texte' },
  purposes: [
    purpose('registration', true),
    purpose('contact', false),
    purpose('identity-photo', false),
  ],
  validityDays: 365,
};

export const FORM: FormDefinition = {
  id: 'form',
  version: 1,
  title: { en: 'Form' },
  fields: [
    { id: 'familyName', type: 'name', maxLength: 10, ...common('registration', true) },
    { id: 'birthDate', type: 'birth-date', ...common('registration', true) },
    {
      id: 'sex',
      type: 'choice',
      options: ['female', 'male'].map((code) => ({ code, label: { en: code } })),
      ...common('registration', true),
    },
    {
      id: 'nationalId',
      type: 'identifier',
      pattern: String.raw`[A-Z]{2}-\d{6,10}|\d{7,12}`,
      example: 'KA-123456',
      ...common('registration', false),
    },
    { id: 'phone', type: 'phone', example: '+255700000000', ...common('contact', false) },
    { id: 'area', type: 'area', ...common('registration', true) },
    { id: 'photo', type: 'photo', maxBytes: 100, ...common('identity-photo', false) },
  ],
};

export const CONSENT: ConsentRecord = {
  schemaVersion: 1,
  id: '0b9c1f0e-0000-4000-8000-000000000001',
  registrantId: '0b9c1f0e-0000-4000-8000-000000000002',
  controller: NOTICE.controller,
  recipients: ['Ministry'],
  notice: { id: 'notice', version: 1, language: 'en', hash: 'a'.repeat(64) },
  legalBasis: 'consent',
  purposes: { registration: 'given', contact: 'refused' },
  collectionMethod: 'verbal-witnessed',
  effectiveDate: '2026-01-10',
  expiryDate: '2027-01-10',
  status: 'given',
  history: [{ status: 'given', at: '2026-01-10T08:00:00Z' }],
};

/** A pack with fresh keys, and the keys. */
export async function samplePack(): Promise<{
  readonly pack: ProgrammePack;
  readonly administrator: SigningKey;
  readonly server: SigningKey;
}> {
  const { key: administrator } = await generateSigningSeed();
  const { key: server } = await generateSigningSeed();
  const reviewKeys = await Promise.all(
    AREAS.map(async ({ id }) => {
      const { key } = await generateAgreementSecret();
      return { areaId: id, epoch: 1, publicKey: publicKeyRef(key.publicKey) };
    }),
  );
  const pack: ProgrammePack = {
    formatVersion: 1,
    id: 'programme',
    version: 1,
    name: { en: 'Programme' },
    areas: [...AREAS],
    notice: NOTICE,
    form: FORM,
    policy: {
      allowedTiers: ['bound'],
      idleLockSeconds: 600,
      idleWarningSeconds: 60,
      leaseDays: 60,
      batchMaxItems: 100,
      passphraseMinLength: 12,
    },
    serverSigningKey: publicKeyRef(server.publicKey),
    administratorSigningKey: publicKeyRef(administrator.publicKey),
    reviewKeys,
  };
  return { pack, administrator, server };
}

/** A public key as it travels. */
export function publicKeyRef(publicKey: Uint8Array): { kid: string; key: string } {
  return { kid: keyIdOf(publicKey), key: toBase64Url(publicKey) };
}

function purpose(id: string, required: boolean): ConsentNotice['purposes'][number] {
  return {
    id,
    dpvUri: `https://w3id.org/dpv#${id}`,
    name: { en: id },
    description: { en: id },
    required,
  };
}

function common(purposeId: string, required: boolean) {
  return { label: { en: purposeId }, purposeId, required, indexes: [] };
}
