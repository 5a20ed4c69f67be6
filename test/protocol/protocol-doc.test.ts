import crypto from 'node:crypto';
import { decode, encode, rfc8949EncodeOptions } from 'cborg';
import { beforeAll, describe, expect, it } from 'vitest';
import type { z } from 'zod';
import {
  generateAgreementSecret,
  generateSigningSeed,
  RecordBinding,
  WrappedRecordKey,
} from '../../shared/crypto/index.ts';
import { AuditCheckpoint } from '../../shared/audit/checkpoint.ts';
import { ServerAuditActor, ServerAuditEvent } from '../../shared/audit/server-event.ts';
import { concatBytes, copyBytes } from '../../shared/encoding/bytes.ts';
import { AttachmentItem } from '../../shared/sync/attachment-item.ts';
import { Assignment } from '../../shared/domain/assignment.ts';
import { GrantFloor } from '../../shared/domain/programme.ts';
import { CustomRole } from '../../shared/domain/role.ts';
import { DeviceOrderDone } from '../../shared/sync/device-order-done.ts';
import { DeviceOrder } from '../../shared/sync/device-order.ts';
import { BatchManifest, ManifestItem } from '../../shared/sync/batch-manifest.ts';
import {
  OLDEST_SUPPORTED_PROTOCOL_VERSION,
  PROTOCOL_VERSION,
} from '../../shared/sync/protocol-version.ts';
import { BatchReceipt, ReceiptItem, writeReceipt } from '../../shared/sync/receipt-file.ts';
import {
  AnswerContent,
  ProvisioningAnswer,
  writeGrantFile,
  writeRequestFile,
} from '../../shared/sync/provisioning-file.ts';
import { ProvisioningGrant, ProvisioningRequest } from '../../shared/sync/provisioning.ts';
import { ProgrammeToken, RegistrantItem } from '../../shared/sync/registrant-item.ts';
import { stickHead, stickPart } from '../../shared/sync/stick-file.ts';
import { makeRealBatch, type RealBatch } from '../support/real-batch.ts';
import { exportOf, makeServerChain } from '../support/server-chain.ts';
import { vouch } from '../support/vouch.ts';
import { openItem, openSigned, peekSigned } from './independent-reader.ts';
import { documentText, fieldsOf, partsByTable, tableOf, tablesOf } from './protocol-tables.ts';

/** Messages whose schema stands in the code; the others are taken apart below. */
const SCHEMAS: Readonly<Record<string, z.ZodObject>> = {
  BatchManifest,
  ManifestItem,
  RegistrantItem,
  AttachmentItem,
  RecordBinding,
  WrappedRecordKey,
  ProgrammeToken,
  BatchReceipt,
  AuditCheckpoint,
  ServerAuditEvent,
  ServerAuditActor,
  ProvisioningGrant,
  ProvisioningRequest,
  ProvisioningAnswer,
  AnswerContent,
  Assignment,
  CustomRole,
  DeviceOrder,
  DeviceOrderDone,
  GrantFloor,
};

const base64url = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64url');
const sha256 = (bytes: Uint8Array): string =>
  crypto.createHash('sha256').update(bytes).digest('hex');

describe('docs/protocol.md', () => {
  let batch: RealBatch;
  beforeAll(async () => {
    batch = await makeRealBatch();
  });

  it('names the versions that are spoken', () => {
    expect(documentText()).toContain(`Protocol version: **${String(PROTOCOL_VERSION)}**`);
    expect(documentText()).toContain(
      `from version **${String(OLDEST_SUPPORTED_PROTOCOL_VERSION)}** on`,
    );
  });

  it.each(Object.entries(SCHEMAS))('lists the fields of %s, all and no others', (name, schema) => {
    expect([...fieldsOf(name)].sort()).toEqual(Object.keys(schema.shape).sort());
  });

  it('lists the codes by which an item is refused, all and no others', () => {
    const [, refused] = ReceiptItem.options;
    const listed = tableOf('refusals').map(([code]) => code);
    expect(listed.sort()).toEqual([...refused.shape.code.values].sort());
  });

  it('has no table that no test looks at', () => {
    const looked = [...Object.keys(SCHEMAS), 'SignedMessage', 'Envelope'];
    expect([...tablesOf('fields')].sort()).toEqual(looked.sort());
    expect(tablesOf('bytes')).toEqual([
      'batch',
      'receipt',
      'batches',
      'receipts',
      'request',
      'grant',
    ]);
  });

  it('lets somebody with nothing of ours take a batch apart and check it', () => {
    const [signed, ...items] = partsByTable('batch', batch.bytes);
    expect(Object.keys(decode(signed!) as object)).toEqual(
      expect.arrayContaining([...fieldsOf('SignedMessage')]),
    );
    const { signers } = peekSigned(signed!) as {
      readonly signers: readonly { readonly key: string }[];
    };
    const [device, operator] = signers;
    const manifest = openSigned(signed!, 'batch-manifest', device!.key) as z.infer<
      typeof BatchManifest
    >;
    expect(manifest.items.map(({ hash }) => hash)).toEqual(items.map(sha256));
    expect(manifest.items.map(({ size }) => size)).toEqual(items.map(({ length }) => length));
    for (const [at, item] of items.entries()) {
      const opened = openSigned(item, 'registrant-item', operator!.key);
      expect(opened['binding']).toMatchObject({ recordId: manifest.items[at]?.recordId });
      const envelope = decode(opened['envelope'] as Uint8Array) as object;
      expect(Object.keys(envelope).sort()).toEqual([...fieldsOf('Envelope')].sort());
    }
    expect(sha256(batch.bytes)).toBe(batch.batchHash);
  });

  it('lets the holder of a review key open the records, whichever way their keys are wrapped', async () => {
    const [, ...items] = partsByTable('batch', batch.bytes);
    const contents = await Promise.all(
      items.map((item) =>
        openItem(
          openSigned(item, 'registrant-item', base64url(batch.operator.publicKey)),
          batch.reviewKey,
        ),
      ),
    );
    expect(contents).toEqual(batch.contents);
  });

  it.each(['batches', 'receipts'] as const)('lets them take a file of %s apart', (kind) => {
    const files = [batch.bytes, batch.bytes.slice(0, 100), batch.bytes.slice(0, 7)];
    const stick = concatBytes(stickHead(kind, files.length), ...files.map(stickPart));
    expect(new DataView(stick.buffer).getUint32(8)).toBe(files.length);
    expect(partsByTable(kind, stick).map((part) => copyBytes(part))).toEqual(files);
  });

  it('lets them check the server’s audit chain', async () => {
    const { key, links } = await makeServerChain(3);
    const lines = Buffer.from(await exportOf(key, links))
      .toString()
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>);
    const [head, ...rest] = lines;
    let before = '0'.repeat(64);
    for (const link of rest.slice(0, -1)) {
      expect(link['previousHash']).toBe(before);
      const parts = [Buffer.from(before, 'hex'), encode(link['event'], rfc8949EncodeOptions)];
      const place = ['fieldseal-server-audit', 1, head?.['programmeId'], link['sequence']];
      expect(link['hash']).toBe(sha256(encode([...place, ...parts], rfc8949EncodeOptions)));
      before = String(link['hash']);
    }
    const signed = Buffer.from(String(rest.at(-1)?.['checkpoint']), 'base64url');
    const checkpoint = openSigned(signed, 'audit-checkpoint', base64url(key.publicKey));
    expect(checkpoint).toMatchObject({ sequence: 3, hash: before });
  });

  it('lets them check a request and its answer', async () => {
    const { key: administrator } = await generateSigningSeed();
    const { key: operator } = await generateSigningSeed();
    const { key: laptop } = await generateAgreementSecret();
    const voucher = await vouch(operator, 'enumerator', administrator);
    const request = Buffer.from(voucher.request, 'base64url');
    const [signedRequest] = partsByTable('request', writeRequestFile(request));
    const asked = openSigned(signedRequest!, 'provisioning-request', base64url(operator.publicKey));
    expect(Object.keys(asked).sort()).toEqual([...fieldsOf('ProvisioningRequest')].sort());
    const content = { grant: copyBytes(request), pack: copyBytes(request), serverUrl: 'https://a' };
    const file = await writeGrantFile(administrator, sha256(request), laptop.publicKey, content);
    const [signedAnswer] = partsByTable('grant', file);
    const { administratorSigningKey } = peekSigned(signedAnswer!) as {
      readonly administratorSigningKey: { readonly key: string };
    };
    const answer = openSigned(signedAnswer!, 'provisioning-answer', administratorSigningKey.key);
    expect(answer['requestHash']).toBe(sha256(request));
  });

  it('lets them check a receipt', async () => {
    const { key: server } = await generateSigningSeed();
    const file = await writeReceipt(server, {
      protocolVersion: PROTOCOL_VERSION,
      programmeId: 'programme',
      deviceId: batch.device.kid,
      sequence: 1,
      batchHash: batch.batchHash,
      serverTime: '2026-11-23T10:00:00Z',
      items: [{ verdict: 'accepted', recordId: crypto.randomUUID(), version: 1, hash: 'ab' }],
    });
    const [signed] = partsByTable('receipt', file);
    const { signer } = peekSigned(signed!) as { readonly signer: { readonly key: string } };
    expect(signer.key).toBe(base64url(server.publicKey));
    expect(openSigned(signed!, 'batch-receipt', signer.key)['batchHash']).toBe(batch.batchHash);
  });
});
