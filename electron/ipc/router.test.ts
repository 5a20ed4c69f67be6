import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { FieldsealError } from '../../shared/errors/fieldseal-error.ts';
import { SHELL_CALLS } from '../../shared/ipc/channels.ts';
import type { LogFields } from '../services/logger.ts';
import { createCallRouter, type CallHandlers, type CallRouter } from './router.ts';
import { isTrustedSender, type Sender } from './sender.ts';

const APP = 'https://app.fieldseal.example';
const PAGE: Sender = { webContentsId: 1, frameUrl: `${APP}/`, isMainFrame: true };
const SHARE = new Uint8Array(32).fill(1);

let calls: string[] = [];
let logged: LogFields[] = [];

function routerWith(changes: Partial<CallHandlers> = {}): CallRouter {
  const unused = (): never => {
    throw new Error('a text with a name in it: Amina');
  };
  const handlers: CallHandlers = {
    capabilities: unused,
    deviceShare: () => {
      calls.push('deviceShare');
      return SHARE;
    },
    forgetShares: unused,
    beginRegistration: unused,
    finishRegistration: unused,
    beginAssertion: unused,
    finishAssertion: unused,
    forgetCredential: unused,
    createNativeKey: unused,
    releaseNativeKey: unused,
    removeNativeKey: unused,
    saveFile: unused,
    print: unused,
    diskSpace: unused,
    ...changes,
  };
  return createCallRouter({
    handlers,
    isTrusted: (sender) => isTrustedSender(sender, new Set([1]), APP),
    logger: { log: (_level, _message, fields = {}) => logged.push(fields) },
  });
}

async function codeOf(outcome: ReturnType<CallRouter['route']>): Promise<string> {
  const settled = await outcome;
  return settled.ok ? 'ACCEPTED' : settled.error.code;
}

beforeEach(() => {
  calls = [];
  logged = [];
});
afterEach(() => {
  vi.useRealTimers();
});

describe('the router', () => {
  test('answers a trusted, known, well-formed call', async () => {
    expect(await routerWith().route(PAGE, 'deviceShare', undefined)).toEqual({
      ok: true,
      value: SHARE,
    });
  });

  test('calls no handler for anybody but the app’s page', async () => {
    const url = fc.oneof(
      fc.webUrl(),
      fc.constantFrom(
        `${APP}/`,
        `${APP}.evil.example/`,
        'about:blank',
        'file:///x',
        `${APP}:8443/`,
      ),
      fc.constant(null),
    );
    const router = routerWith();
    await fc.assert(
      fc.asyncProperty(url, fc.boolean(), fc.nat({ max: 3 }), async (frameUrl, isMainFrame, id) => {
        const before = calls.length;
        const sender = { webContentsId: id, frameUrl, isMainFrame };
        const code = await codeOf(router.route(sender, 'deviceShare', undefined));
        const isOurs = id === 1 && isMainFrame && frameUrl?.startsWith(`${APP}/`) === true;
        expect(code).toBe(isOurs ? 'ACCEPTED' : 'shell.sender-refused');
        expect(calls.length - before).toBe(isOurs ? 1 : 0);
      }),
    );
  });

  test('calls no handler for any name outside the map', async () => {
    const router = routerWith();
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.string(), fc.anything()), async (name) => {
        fc.pre(!(SHELL_CALLS as readonly unknown[]).includes(name));
        expect(await codeOf(router.route(PAGE, name, undefined))).toBe('shell.channel-unknown');
      }),
    );
  });

  test('never rejects and calls no handler for arguments of another shape', async () => {
    const router = routerWith();
    await fc.assert(
      fc.asyncProperty(fc.anything(), async (request) => {
        fc.pre(request !== undefined);
        const code = await codeOf(router.route(PAGE, 'deviceShare', request));
        expect(code).toBe('shell.arguments-invalid');
      }),
    );
    expect(calls).toEqual([]);
  });

  test('passes codes of ours, and no text of any error', async () => {
    const router = routerWith({
      deviceShare: () => {
        throw new FieldsealError('shell.keychain-mismatch', { current: 'kwallet6' });
      },
    });
    expect(await router.route(PAGE, 'deviceShare', undefined)).toEqual({
      ok: false,
      error: { code: 'shell.keychain-mismatch', retryable: true, details: { current: 'kwallet6' } },
    });
    const foreign = await router.route(PAGE, 'capabilities', undefined);
    expect(foreign).toMatchObject({ ok: false, error: { code: 'shell.internal', details: {} } });
    expect(JSON.stringify([foreign, logged])).not.toContain('Amina');
  });

  test('lets no answer of the wrong shape out', async () => {
    const router = routerWith({ deviceShare: () => new Uint8Array(31) });
    expect(await codeOf(router.route(PAGE, 'deviceShare', undefined))).toBe('shell.internal');
  });

  test('answers after the limit of the call, though the work hangs', async () => {
    vi.useFakeTimers();
    const router = routerWith({ deviceShare: () => new Promise(() => undefined) });
    const outcome = codeOf(router.route(PAGE, 'deviceShare', undefined));
    await vi.advanceTimersByTimeAsync(29_999);
    expect(vi.getTimerCount()).toBe(1);
    await vi.advanceTimersByTimeAsync(1);
    expect(await outcome).toBe('shell.timeout');
    expect(vi.getTimerCount()).toBe(0);
  });

  test('waits for a person as long as they take', async () => {
    vi.useFakeTimers();
    let close: (isSaved: boolean) => void = () => undefined;
    const router = routerWith({ saveFile: () => new Promise((resolve) => (close = resolve)) });
    const request = { suggestedName: 'a.fsbatch', bytes: new Uint8Array(1) };
    const outcome = router.route(PAGE, 'saveFile', request);
    await vi.advanceTimersByTimeAsync(3_600_000);
    close(true);
    expect(await outcome).toEqual({ ok: true, value: true });
  });

  test('refuses new calls while shutting down and waits for those begun', async () => {
    let finish: (share: typeof SHARE) => void = () => undefined;
    const router = routerWith({ deviceShare: () => new Promise((resolve) => (finish = resolve)) });
    const begun = router.route(PAGE, 'deviceShare', undefined);
    let isDown = false;
    const down = router.shutDown().then(() => (isDown = true));
    expect(await codeOf(router.route(PAGE, 'deviceShare', undefined))).toBe('shell.shutting-down');
    expect(isDown).toBe(false);
    finish(SHARE);
    expect(await codeOf(begun)).toBe('ACCEPTED');
    await down;
    expect(isDown).toBe(true);
  });
});
