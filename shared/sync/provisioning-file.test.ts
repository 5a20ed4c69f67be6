import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { flipBit } from '../../test/support/bytes-arbitrary.ts';
import { samplePack } from '../../test/support/sample-programme.ts';
import { vouch } from '../../test/support/vouch.ts';
import {
  generateAgreementSecret,
  generateSigningSeed,
  signMessage,
  type AgreementKey,
  type SigningKey,
} from '../crypto/index.ts';
import { concatBytes, fromBase64Url, utf8, type Bytes } from '../encoding/bytes.ts';
import { frame } from './framing.ts';
import { inspectFile } from './inspect-file.ts';
import {
  openAnswer,
  readGrantFile,
  readRequestFile,
  writeGrantFile,
  writeRequestFile,
} from './provisioning-file.ts';
import { openProvisioningRequest } from './voucher.ts';

const HASH = 'ab'.repeat(32);
const SERVER = 'https://register.example.org';

let administrator: SigningKey;
let laptop: AgreementKey;
let request: Bytes;
let requestFile: Bytes;
let grantFile: Bytes;
beforeAll(async () => {
  ({ administrator } = await samplePack());
  laptop = (await generateAgreementSecret()).key;
  const { key: operator } = await generateSigningSeed();
  request = fromBase64Url((await vouch(operator, 'enumerator', administrator)).request);
  requestFile = writeRequestFile(request);
  grantFile = await writeGrantFile(administrator, HASH, laptop.publicKey, content());
});

function content() {
  return { grant: utf8('grant'), pack: utf8('pack'), serverUrl: SERVER };
}

/** The code a file is refused with. */
async function codeOf(work: () => unknown): Promise<unknown> {
  try {
    await work();
    return 'taken';
  } catch (error) {
    return (error as { readonly code?: unknown }).code;
  }
}

describe('a request file', () => {
  it('holds the very bytes that would go over the network', async () => {
    expect(readRequestFile(requestFile)).toEqual(request);
    expect(await openProvisioningRequest(readRequestFile(requestFile))).toMatchObject({
      operatorId: 'op-admin',
    });
  });

  it('is told from other files, newer ones, and copies that broke off or go on', async () => {
    expect(await codeOf(() => readRequestFile(grantFile))).toBe('provisioning.file-unknown');
    expect(await codeOf(() => readRequestFile(utf8('%PDF-1.7')))).toBe('provisioning.file-unknown');
    const newer = requestFile.slice();
    newer[7] = 2;
    expect(() => readRequestFile(newer)).toThrow(
      expect.objectContaining({
        code: 'provisioning.file-newer',
        details: { found: 2, known: 1 },
      }) as Error,
    );
    const broken = [
      requestFile.slice(0, 7),
      requestFile.slice(0, 8),
      requestFile.slice(0, -1),
      concatBytes(requestFile, frame(request)),
    ];
    for (const bytes of broken) {
      expect(await codeOf(() => readRequestFile(bytes))).toBe('provisioning.file-damaged');
    }
  });
});

describe('an answer file', () => {
  it('opens for the laptop that asked, and names who signed', async () => {
    const { answer, administrator: signer } = await readGrantFile(grantFile);
    expect(answer.requestHash).toBe(HASH);
    expect(signer.kid).toBe(administrator.kid);
    expect(await openAnswer(laptop, answer)).toEqual(content());
  });

  it('opens for nobody else, nor as the answer to another request', async () => {
    const { answer } = await readGrantFile(grantFile);
    const { key: other } = await generateAgreementSecret();
    expect(await codeOf(() => openAnswer(other, answer))).toBe('provisioning.grant-tampered');
    const moved = { ...answer, requestHash: 'cd'.repeat(32) };
    expect(await codeOf(() => openAnswer(laptop, moved))).toBe('provisioning.grant-tampered');
  });

  it('says nothing in the clear of what it holds', () => {
    const text = Buffer.from(grantFile).toString('latin1');
    expect(text).not.toContain('register.example.org');
  });

  it('is refused with any bit changed', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(grantFile.length - 1), fc.nat(7), async (at, bit) => {
        const code = await codeOf(() => readGrantFile(flipBit(grantFile, at, bit)));
        expect([
          'provisioning.file-unknown',
          'provisioning.file-newer',
          'provisioning.file-damaged',
        ]).toContain(code);
      }),
      { numRuns: 200 },
    );
  });

  it('is refused where another key signed than the one that stands in it', async () => {
    const { answer } = await readGrantFile(grantFile);
    const { key: foreign } = await generateSigningSeed();
    const signed = await signMessage(foreign, 'provisioning-answer', answer);
    const file = concatBytes(grantFile.slice(0, 8), frame(signed));
    expect(await codeOf(() => readGrantFile(file))).toBe('provisioning.file-damaged');
  });

  it('names no address that is none', async () => {
    const bad = { ...content(), serverUrl: 'javascript:alert(1)' };
    await expect(writeGrantFile(administrator, HASH, laptop.publicKey, bad)).rejects.toThrow();
  });
});

describe('an inspection without any key', () => {
  it('finds either good, and names what belongs together', async () => {
    const asked = await inspectFile(requestFile);
    expect(asked.kind).toBe('request');
    expect(asked.facts.map(([name]) => name)).toContain('words');
    const answered = await inspectFile(grantFile);
    expect(answered).toMatchObject({ kind: 'grant', findings: [{ state: 'good' }] });
    expect(answered.facts).toContainEqual(['answers request', HASH]);
  });

  it('finds every changed bit', { timeout: 60_000 }, async () => {
    for (const file of [requestFile, grantFile]) {
      await fc.assert(
        fc.asyncProperty(fc.nat(file.length - 1), fc.nat(7), async (at, bit) => {
          const { findings } = await inspectFile(flipBit(file, at, bit));
          expect(findings.map(({ state }) => state)).toContain('wrong');
        }),
        { numRuns: 150 },
      );
    }
  });
});
