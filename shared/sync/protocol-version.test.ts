import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { AuditCheckpoint } from '../audit/checkpoint.ts';
import * as auditApi from './audit-api.ts';
import { AttachmentItem } from './attachment-item.ts';
import { DeviceOrderDone } from './device-order-done.ts';
import { DeviceOrder } from './device-order.ts';
import * as orderApi from './order-api.ts';
import { BatchManifest } from './batch-manifest.ts';
import * as httpApi from './http-api.ts';
import { OLDEST_SUPPORTED_PROTOCOL_VERSION, PROTOCOL_VERSION } from './protocol-version.ts';
import { AnswerContent, ProvisioningAnswer } from './provisioning-file.ts';
import { GrantSecrets, ProvisioningGrant, ProvisioningRequest } from './provisioning.ts';
import { BatchReceipt } from './receipt-file.ts';
import { RegistrantItem } from './registrant-item.ts';
import { ReviewDecision } from './review-decision.ts';
import { ProgrammePack } from '../domain/programme.ts';
import { RegistrantRecord } from '../domain/registrant-record.ts';

/** Everything that two parts of the system may write and read at different ages. */
const MESSAGES: Readonly<Record<string, z.ZodType>> = {
  BatchManifest,
  BatchReceipt,
  RegistrantItem,
  AttachmentItem,
  RegistrantRecord,
  ReviewDecision,
  ProvisioningRequest,
  ProvisioningGrant,
  GrantSecrets,
  ProvisioningAnswer,
  AnswerContent,
  ProgrammePack,
  AuditCheckpoint,
  DeviceOrder,
  DeviceOrderDone,
  ...Object.fromEntries(
    Object.entries({ ...httpApi, ...auditApi, ...orderApi }).filter(
      ([, value]) => value instanceof z.ZodType,
    ),
  ),
};

/** Hash of all message schemas, by protocol version. */
const KNOWN: Readonly<Record<number, string>> = {
  1: '17b42a12221fa18633923e68cf5e37b7248ee118e6a86e150d91c8683066983e',
  2: '665dd9f2945af401104c5a8d852b9fdd72cec2ec6848887557f2192f020524dd',
  3: '532c46b5b5e8b5989f33f753cbd11328b5f41f4969576fa147cb102a727f22ea',
};

it('every change of a message comes with a new protocol version', () => {
  const schemas = Object.entries(MESSAGES)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, schema]) => [name, z.toJSONSchema(schema, { unrepresentable: 'any' })]);
  const hash = createHash('sha256').update(JSON.stringify(schemas)).digest('hex');
  expect(
    hash,
    'A message schema changed. Laptops in the field still write and read the old one: raise PROTOCOL_VERSION ' +
      'in shared/sync/protocol-version.ts, say there what changed, keep reading the old form, and put the new ' +
      'hash here. (Before the first release, and for changes that alter no bytes, put the new hash here only.)',
  ).toBe(KNOWN[PROTOCOL_VERSION]);
});

it('the schemas hold what is sent', () => {
  expect(Object.keys(MESSAGES).length).toBeGreaterThan(25);
});

it('versions are in order and every supported one is known', () => {
  expect(OLDEST_SUPPORTED_PROTOCOL_VERSION).toBeLessThanOrEqual(PROTOCOL_VERSION);
  for (let version = OLDEST_SUPPORTED_PROTOCOL_VERSION; version <= PROTOCOL_VERSION; version++) {
    expect(KNOWN[version]).toMatch(/^[0-9a-f]{64}$/u);
  }
});
