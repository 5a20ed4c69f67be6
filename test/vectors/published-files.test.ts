import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { runVectorFile } from '../../build/vectors/run-file.ts';
import { absence, findReference } from '../support/reference-data.ts';

const APPENDIX = path.join(import.meta.dirname, 'rfc9180-appendix-a.json');
/** The files beside the project, with how many vectors each has. */
const FILES = [
  ['wycheproof/aes_gcm_test.json', 316],
  ['wycheproof/chacha20_poly1305_test.json', 325],
  ['wycheproof/xchacha20_poly1305_test.json', 315],
  ['wycheproof/hmac_sha256_test.json', 174],
  ['wycheproof/hkdf_sha256_test.json', 86],
  ['wycheproof/ed25519_test.json', 151],
  ['wycheproof/x25519_test.json', 518],
  ['hpke-rfc9180-x25519-base.json', 4],
  ['openspp-compat.json', 53],
] as const;

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'fieldseal-vectors-'));
afterAll(() => {
  fs.rmSync(folder, { recursive: true, force: true });
});

/** Problems of a run, with the vectors that had none counted. */
async function run(file: string): Promise<{ passed: number; problems: readonly string[] }> {
  const outcomes = await runVectorFile(file);
  const problems = outcomes.flatMap(({ problem }) => problem ?? []);
  return { passed: outcomes.length - problems.length, problems };
}

async function runText(content: string): Promise<{ passed: number; problems: readonly string[] }> {
  const file = path.join(folder, 'vectors.json');
  fs.writeFileSync(file, content);
  return run(file);
}

describe('published vectors', () => {
  for (const [name, count] of FILES) {
    const file = findReference(`vectors/${name}`);
    it.skipIf(file === null)(`all pass: ${name}${absence(file)}`, { timeout: 60_000 }, async () => {
      expect(await run(file ?? '')).toEqual({ passed: count, problems: [] });
    });

    it.skipIf(file === null)(
      `are compared, not counted: each fails once its answer is changed, ${name}${absence(file)}`,
      { timeout: 60_000 },
      async () => {
        const original = fs.readFileSync(file ?? '', 'utf8');
        const changed = original.replaceAll(CHANGEABLE, turnLastDigit);
        const { passed, problems } = await runText(changed);
        // What is published as wrong stays wrong; so do names and notes.
        const content = JSON.parse(original) as { testGroups?: { tests: { result: string }[] }[] };
        const invalid = (content.testGroups ?? [])
          .flatMap(({ tests }) => tests)
          .filter(({ result }) => result === 'invalid').length;
        const spared = WITHOUT_ANSWER.get(path.basename(name)) ?? 0;
        expect(passed).toBe(invalid + spared);
        expect(problems).toHaveLength(count - invalid - spared);
      },
    );
  }

  it('of RFC 9180 appendix A pass in every mode', async () => {
    expect(await run(APPENDIX)).toEqual({ passed: 9, problems: [] });
  });
});

/** The properties that hold a vector's answer, in any of the forms. */
const CHANGEABLE =
  /"(?:tag|okm|sig|shared|ct|exported_value|ciphertext_b64|ciphertext_sha256_hex|index|key_manager|encrypted_key_b64|kek_hex|salt_hex|der_hex|signature_hex|versionId|token)":\s*"[^"]+"/gu;

/**
 * Vectors without an answer to change: "acceptable" ones that are refused, names of options, and what must be
 * refused or is left empty.
 */
const WITHOUT_ANSWER = new Map([
  ['x25519_test.json', 31],
  ['openspp-compat.json', 9],
]);

function turnLastDigit(property: string): string {
  const digits = property.replace(/"$/u, '');
  const at = digits.search(/[\da-z](?=[^\da-z]*$)/iu);
  const other = digits[at] === '2' ? '3' : '2';
  return `${digits.slice(0, at)}${other}${digits.slice(at + 1)}"`;
}

describe('a vector file', () => {
  const aead = { type: 'AeadTest', keySize: 256, ivSize: 96, tagSize: 128 };
  const test = { tcId: 1, comment: '', result: 'valid' };

  it.each([
    ['of an algorithm that is not known', 'AES-SIV', aead],
    ['of a kind of test that is not known', 'XDH', { type: 'XdhAsnComp', curve: 'curve25519' }],
  ])('%s fails for every vector', async (_what, algorithm, group) => {
    const tests = [test, { ...test, tcId: 2, result: 'invalid' }];
    const { passed, problems } = await runText(
      JSON.stringify({ algorithm, testGroups: [{ ...group, tests }] }),
    );
    expect(passed).toBe(0);
    expect(problems).toEqual(Array(2).fill(`unknown: ${algorithm}, ${group.type}`));
  });

  it.each([
    ['of another curve', 'EDDSA', { type: 'EddsaVerify', publicKey: { curve: 'edwards448' } }],
    ['of another curve', 'XDH', { type: 'XdhComp', curve: 'curve448' }],
    ['without what the algorithm needs', 'AES-GCM', aead],
  ])('%s fails even where it wants a refusal', async (_what, algorithm, group) => {
    const tests = [{ ...test, result: 'invalid' }];
    const { passed } = await runText(
      JSON.stringify({ algorithm, testGroups: [{ ...group, tests }] }),
    );
    expect(passed).toBe(0);
  });

  it('whose vector says neither valid nor invalid fails', async () => {
    const tests = [{ tcId: 1, result: 'maybe' }, {}];
    const { passed, problems } = await runText(
      JSON.stringify({ algorithm: 'AES-GCM', testGroups: [{ ...aead, tests }] }),
    );
    expect([passed, problems.length]).toEqual([0, 2]);
  });

  it.each([
    ['is no JSON', 'vectors'],
    ['has no known form', '{"hello": 1}'],
    ['has no vector', '{"algorithm": "AES-GCM", "testGroups": []}'],
    ['has an empty list', '[]'],
  ])('that %s is one failure', async (_what, content) => {
    const { passed, problems } = await runText(content);
    expect([passed, problems.length]).toEqual([0, 1]);
  });

  it('that is not there is one failure', async () => {
    const { passed, problems } = await run(path.join(folder, 'absent.json'));
    expect([passed, problems.length]).toEqual([0, 1]);
  });

  it('of OpenSPP’s form fails for a section that is not known', async () => {
    const { passed, problems } = await runText('{"meta": {}, "letters": [{"id": "a"}]}');
    expect(passed).toBe(0);
    expect(problems).toEqual(['no check is known for this section']);
  });

  it.each([
    ['the mode', { mode: 4 }],
    ['the KEM', { kem_id: 99 }],
    ['the KDF', { kdf_id: 9 }],
    ['the AEAD', { aead_id: 9 }],
    ['the info', { info: '00' }],
    ['the sender’s key', { pkSm: undefined }],
    ['the sender’s private key', { skSm: '01'.repeat(32) }],
    ['the pre-shared key', { psk: '00' }],
    ['the pre-shared key’s absence', { psk: undefined, psk_id: undefined }],
    ['a value in between', { shared_secret: '00' }],
    ['the exporter secret', { exporter_secret: '00' }],
    ['everything to compare', { encryptions: [], exports: [] }],
    ['the enc', { enc: '09'.padEnd(64, '0') }],
  ])('of RFC 9180 fails when %s is another', async (_what, changes) => {
    const vectors = JSON.parse(fs.readFileSync(APPENDIX, 'utf8')) as { section: string }[];
    const vector = vectors.find(({ section }) => section === 'A.1.4');
    expect((await runText(JSON.stringify([vector]))).problems).toEqual([]);
    const { passed } = await runText(JSON.stringify([{ ...vector, ...changes }]));
    expect(passed).toBe(0);
  });
});
