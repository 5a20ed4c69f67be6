import { spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { cleanEnvironment, prependPath } from './child-environment.mjs';
import { dependenciesAreCurrent } from './dependencies.mjs';
import { findChromium, findPostgresPrograms } from './find-programs.mjs';
import { withLock } from './lock.mjs';
import { ensureSystemPackages } from './system-packages.mjs';

let folder = '';
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'fieldseal-setup-'));
});
afterEach(() => {
  vi.restoreAllMocks();
  fs.rmSync(folder, { recursive: true, force: true });
});

describe('cleanEnvironment', () => {
  test('drops what the calling npm adds and keeps what the user set', () => {
    const kept = {
      HOME: '/home/user',
      npm_config_registry: 'https://registry.example',
      npm_config_userconfig: '/home/user/.npmrc',
      npm_config_noproxy: 'intranet.example',
      NODE_ENV: 'test',
    };
    const dropped = {
      npm_config_prefix: '/usr',
      npm_config_ignore_scripts: 'true',
      npm_config_engine_strict: 'true',
      NPM_CONFIG_OMIT: 'dev',
      npm_package_name: 'x',
      npm_lifecycle_event: 'test',
      npm_execpath: '/npm-cli.js',
    };
    expect(cleanEnvironment({ ...kept, ...dropped })).toEqual(kept);
    expect(cleanEnvironment({ NODE_ENV: 'production', npm_config_noproxy: '' })).toEqual({});
  });

  test('the search path is extended under the name it has', () => {
    const env = { Path: 'x' };
    prependPath(env, 'y');
    expect(Object.keys(env)).toEqual(['Path']);
    expect(env.Path.startsWith('y')).toBe(true);
  });
});

describe('withLock', () => {
  test('two pieces of work do not overlap', async () => {
    const lock = path.join(folder, 'a/lock');
    const order = [];
    const work = (name) => async () => {
      order.push(`${name} in`);
      await new Promise((resolve) => setImmediate(resolve));
      order.push(`${name} out`);
    };
    vi.spyOn(console, 'log').mockImplementation(() => undefined);
    await Promise.all([withLock(lock, work('one')), withLock(lock, work('two'))]);
    expect(order).toEqual(['one in', 'one out', 'two in', 'two out']);
    expect(fs.existsSync(lock)).toBe(false);
  });

  test('a lock whose holder is gone is taken over', async () => {
    const lock = path.join(folder, 'lock');
    const gone = spawn(process.execPath, ['--version'], { stdio: 'ignore' });
    await new Promise((resolve) => gone.once('exit', resolve));
    fs.writeFileSync(lock, String(gone.pid));
    expect(await withLock(lock, () => 'done')).toBe('done');
  });

  test('the lock is freed when the work fails', async () => {
    const lock = path.join(folder, 'lock');
    const failing = withLock(lock, () => {
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    expect(fs.existsSync(lock)).toBe(false);
  });
});

describe('dependenciesAreCurrent', () => {
  const packages = { 'node_modules/a': { version: '1.0.0', integrity: 'sha512-a' } };
  const write = (name, value) => {
    fs.mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    fs.writeFileSync(path.join(folder, name), JSON.stringify(value));
  };
  beforeEach(() => {
    write('package.json', { dependencies: { a: '1.0.0' } });
    write('package-lock.json', { packages: { '': { dependencies: { a: '1.0.0' } }, ...packages } });
  });

  test('a fresh clone is not', () => {
    expect(dependenciesAreCurrent(folder)).toBe(false);
  });

  test('an installation that npm made by hand is, and is remembered', () => {
    write('node_modules/.package-lock.json', { packages });
    expect(dependenciesAreCurrent(folder)).toBe(true);
    fs.rmSync(path.join(folder, 'node_modules/.package-lock.json'));
    expect(dependenciesAreCurrent(folder)).toBe(true);
  });

  test('a changed lock file makes it stale, a new script does not', () => {
    write('node_modules/.package-lock.json', { packages });
    expect(dependenciesAreCurrent(folder)).toBe(true);
    write('package.json', { dependencies: { a: '1.0.0' }, scripts: { x: 'y' } });
    expect(dependenciesAreCurrent(folder)).toBe(true);
    const newer = { 'node_modules/a': { version: '1.0.1', integrity: 'sha512-b' } };
    write('package-lock.json', { packages: { '': { dependencies: { a: '1.0.0' } }, ...newer } });
    expect(dependenciesAreCurrent(folder)).toBe(false);
  });
});

describe('ensureSystemPackages', () => {
  test('says name, reason and command where it may not install', () => {
    const missing = ensureSystemPackages(['chromium', 'postgres'], {
      find: (name) => (name === 'chromium' ? '/usr/bin/chromium' : undefined),
      canInstall: () => undefined,
    });
    expect(missing).toHaveLength(1);
    expect(missing[0]).toMatch(/PostgreSQL.*server tests/);
    expect(missing[0]).toMatch(/install/);
    expect(missing[0]).toContain('FIELDSEAL_PG_BIN=');
  });

  test.skipIf(process.platform === 'win32')(
    'installs what is missing with apt-get, and says so',
    () => {
      const calls = path.join(folder, 'calls');
      const apt = path.join(folder, 'apt-get');
      fs.writeFileSync(apt, `#!/bin/sh\necho "$@" >> '${calls}'\n`, { mode: 0o755 });
      const log = vi.spyOn(console, 'log').mockImplementation(() => undefined);
      const missing = ensureSystemPackages(['chromium'], {
        find: () => (fs.existsSync(calls) ? '/usr/bin/chromium' : undefined),
        canInstall: () => [apt],
      });
      expect(missing).toEqual([]);
      expect(fs.readFileSync(calls, 'utf8').split('\n')).toEqual([
        '-q update',
        '-q install --yes --no-install-recommends chromium',
        '',
      ]);
      expect(log.mock.calls.flat().join('\n')).toContain(
        "Installing from the system's packages: chromium",
      );
    },
  );

  test('a failed installation is told as missing', () => {
    vi.spyOn(console, 'log').mockImplementation(() => undefined);
    const missing = ensureSystemPackages(['chromium'], {
      find: () => undefined,
      canInstall: () => ['false'],
    });
    expect(missing).toHaveLength(1);
  });
});

describe('finding programs', () => {
  test('a named program is taken, a wrong name is not replaced by another', () => {
    const chromium = path.join(folder, 'my-chromium');
    fs.writeFileSync(chromium, '');
    expect(findChromium({ FIELDSEAL_CHROMIUM: chromium })).toBe(chromium);
    expect(findChromium({ FIELDSEAL_CHROMIUM: path.join(folder, 'none') })).toBeUndefined();
  });

  test('a PostgreSQL folder counts only with its server programs', () => {
    expect(findPostgresPrograms({ FIELDSEAL_PG_BIN: folder })).toBeUndefined();
    const suffix = process.platform === 'win32' ? '.exe' : '';
    for (const name of ['initdb', 'postgres'])
      fs.writeFileSync(path.join(folder, name + suffix), '');
    expect(findPostgresPrograms({ FIELDSEAL_PG_BIN: folder })).toBe(folder);
  });
});
