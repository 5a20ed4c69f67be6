import { describe, expect, test } from 'vitest';
import type { Shell } from '../../shell/shell.ts';
import type { ServerLogPart } from '../../vault/server-log-api.ts';
import type { VaultApi } from '../../vault/vault-api.ts';
import { createServerLogStore } from './store.ts';

const PROBLEM = { problem: 'fork', sequence: 7 } as const;

/** A log in three parts; the host saves what it is given, or the person cancels there. */
function start({ isSaved = true } = {}) {
  const saved: { readonly name: string; readonly text: Promise<string> }[] = [];
  let asked = 0;
  let release: () => void = () => undefined;
  const part = (at: number): ServerLogPart => ({
    bytes: new TextEncoder().encode(`part ${String(at)};`),
    done: at,
    total: 3,
    isLast: at === 3,
    problems: at === 3 ? [PROBLEM] : [],
  });
  const vault = {
    beginServerLog: () => {
      asked = 1;
      return Promise.resolve(part(1));
    },
    nextServerLogPart: async () => {
      asked += 1;
      const at = asked;
      await new Promise<void>((resolve) => {
        release = resolve;
      });
      return part(at);
    },
    exportCheckpoints: () => Promise.resolve(new TextEncoder().encode('places')),
  };
  const shell = {
    saveFile: (name: string, content: Uint8Array<ArrayBuffer> | Blob) => {
      saved.push({ name, text: new Blob([content]).text() });
      return Promise.resolve(isSaved);
    },
  };
  const store = createServerLogStore(vault as unknown as VaultApi, shell as unknown as Shell);
  return { store, saved, asked: () => asked, release: () => release() };
}

describe('saving the server’s log', () => {
  test('fetches part by part, tells how far it is, and saves it with what is wrong', async () => {
    const { store, saved, release, asked } = start();
    const saving = store.getState().saveLog();
    await expect.poll(asked).toBe(2);
    expect(store.getState()).toMatchObject({ busy: 'log', progress: { done: 1, total: 3 } });
    release();
    await expect.poll(asked).toBe(3);
    release();
    await saving;
    expect(saved.map(({ name }) => name)).toEqual([expect.stringMatching(/\.fsaudit$/u)]);
    expect(await saved[0]?.text).toBe('part 1;part 2;part 3;');
    expect(store.getState()).toMatchObject({
      busy: null,
      progress: null,
      saved: { kind: 'log', events: 3, problems: [PROBLEM] },
    });
  });

  test('ends where it is stopped or the app is locked, and saves nothing', async () => {
    for (const end of ['stop', 'clear'] as const) {
      const { store, saved, release, asked } = start();
      const saving = store.getState().saveLog();
      await expect.poll(asked).toBe(2);
      store.getState()[end]();
      expect(store.getState()).toMatchObject({ busy: null, progress: null });
      release();
      await saving;
      expect([saved, asked()]).toEqual([[], 2]);
      expect(store.getState()).toMatchObject({ saved: null, failure: null });
    }
  });

  test('says nothing was saved where the person cancels in the host', async () => {
    const { store } = start({ isSaved: false });
    await store.getState().savePlaces();
    expect(store.getState()).toMatchObject({ busy: null, saved: null, failure: null });
  });
});
