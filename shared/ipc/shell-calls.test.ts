import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { SHELL_CALLS, SHELL_EVENTS, listenerName } from './channels.ts';
import { SHELL_CALL_MAP, SHELL_EVENT_MAP } from './shell-calls.ts';

const saveFile = SHELL_CALL_MAP.saveFile.request;
const bytes = new Uint8Array(1);

describe('the map of shell calls', () => {
  test('holds exactly the listed names', () => {
    expect(Object.keys(SHELL_CALL_MAP)).toEqual([...SHELL_CALLS]);
    expect(Object.keys(SHELL_EVENT_MAP)).toEqual([...SHELL_EVENTS]);
    expect(listenerName('lockRequested')).toBe('onLockRequested');
  });

  test('lets only calls that wait for a person run without a limit', () => {
    const unlimited = SHELL_CALLS.filter((name) => SHELL_CALL_MAP[name].timeoutMs === null);
    expect(unlimited).toEqual(['createNativeKey', 'releaseNativeKey', 'saveFile', 'print']);
  });

  test.each([
    'batch-0001.fsbatch',
    'fieldseal-K7QD-2026-11-25-1-2.fsbatches',
    'fieldseal-K7QD-2026-11-25.fsreceipts',
    'request-K7QD.fsrecovery',
    'recovery-1-2.fsrecovery-key',
    'إيصال 12.fsreceipt',
    'slip.v2.pdf',
    'ደረሰኝ.json',
  ])('takes the file name %s', (suggestedName) => {
    expect(saveFile.safeParse({ suggestedName, bytes }).success).toBe(true);
  });

  test.each([
    '../up.fsbatch',
    '.hidden.fsbatch',
    'a/b.fsbatch',
    'a\\b.fsbatch',
    'C:x.fsbatch',
    'run.exe',
    'x.fsbatch\u0000.sh',
    'x.fsbatch.desktop',
    'rtl\u202Ehctabsf.fsbatch',
    '',
    `${'x'.repeat(200)}.json`,
  ])('refuses the file name %j', (suggestedName) => {
    expect(saveFile.safeParse({ suggestedName, bytes }).success).toBe(false);
  });

  test('no accepted file name leaves its folder', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 40 }), (text) => {
        const suggestedName = `${text}.fsbatch`;
        if (!saveFile.safeParse({ suggestedName, bytes }).success) return;
        expect(suggestedName).not.toMatch(/[/\\:\0]|^\.|\.\./u);
      }),
    );
  });

  test('drops extension results, where a PRF output would be', () => {
    const parsed = SHELL_CALL_MAP.finishAssertion.request.parse({
      operatorId: 'op-1',
      response: {
        id: 'AA',
        rawId: 'AA',
        type: 'public-key',
        clientExtensionResults: { prf: { results: { first: new Uint8Array(32) } } },
        response: { clientDataJSON: 'AA', authenticatorData: 'AA', signature: 'AA' },
      },
    });
    expect(parsed.response.clientExtensionResults).toEqual({});
  });

  test('a share is 32 bytes, no fewer', () => {
    const { response } = SHELL_CALL_MAP.deviceShare;
    expect(response.safeParse(new Uint8Array(32)).success).toBe(true);
    expect(response.safeParse(new Uint8Array(31)).success).toBe(false);
    expect(response.safeParse('x'.repeat(32)).success).toBe(false);
  });
});
