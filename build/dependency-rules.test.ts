/** Plants one violation of every import rule in a scratch project and expects each to be caught. */
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { tool } from './lib/checks.ts';
import { ROOT } from './lib/paths.ts';

const CRUISE_TIMEOUT_MS = 60_000;

/** File, its text, and the rule it must break; undefined where the import is allowed. */
const PLANTED: readonly (readonly [file: string, text: string, rule: string | undefined])[] = [
  ['shared/crypto/door.ts', "import { z } from 'zod';\nexport const door = z;\n", undefined],
  ['shared/forms/form.ts', 'export const form = 1;\n', undefined],
  ['shared/forms/bad.ts', "import '../../renderer/app/ok.ts';\n", 'shared-stands-alone'],
  [
    'renderer/app/ok.ts',
    "import { form } from '../../shared/forms/form.ts';\nexport const ok = form;\n",
    undefined,
  ],
  ['renderer/app/bad.ts', "import '../../server/ok.ts';\n", 'renderer-electron-server-apart'],
  [
    'server/ok.ts',
    "import { form } from '../shared/forms/form.ts';\nimport 'node:fs';\nexport const ok = form;\n",
    undefined,
  ],
  ['electron/bad.ts', "import '../server/ok.ts';\n", 'renderer-electron-server-apart'],
  ['shared/domain/bad.ts', "import '../crypto/door.ts';\n", 'domain-knows-no-crypto'],
  [
    'renderer/vault/bad.ts',
    "import { sha256 } from '@noble/hashes/sha2.js';\nexport const x = sha256;\n",
    'crypto-through-one-door',
  ],
  [
    'renderer/features/unlock/bad.ts',
    "import { door } from '../../../shared/crypto/door.ts';\nexport const x = door;\n",
    'ui-thread-holds-no-key',
  ],
  [
    'renderer/ui/bad.ts',
    "import { key } from '../vault/keys.ts';\nexport const x = key;\n",
    'ui-thread-holds-no-key',
  ],
  ['renderer/vault/keys.ts', 'export const key = 1;\n', undefined],
  ['renderer/vault/vault-client.ts', 'export const connect = 1;\n', undefined],
  [
    'renderer/app/vault.ts',
    "import { connect } from '../vault/vault-client.ts';\nexport const x = connect;\n",
    undefined,
  ],
  ['server/keys.ts', "import { z } from 'hpke';\nexport const x = z;\n", 'crypto-through-one-door'],
  [
    'shared/crypto/ok.ts',
    "import { sha256 } from '@noble/hashes/sha2.js';\nexport const x = sha256;\n",
    undefined,
  ],
  ['electron/main.ts', "import { app } from 'electron';\nexport const x = app;\n", undefined],
  [
    'electron/adapters/ok.ts',
    "import { app } from 'electron';\nexport const x = app;\n",
    undefined,
  ],
  [
    'electron/services/bad.ts',
    "import { app } from 'electron';\nexport const x = app;\n",
    'electron-only-at-the-edge',
  ],
  [
    'renderer/shell/bad.ts',
    "import type { App } from 'electron';\nexport type X = App;\n",
    'electron-only-at-the-edge',
  ],
  [
    'shared/encoding/bad.ts',
    "import fs from 'node:fs';\nexport const x = fs;\n",
    'no-node-in-shared-or-renderer',
  ],
  [
    'renderer/app/node.ts',
    "import path from 'path';\nexport const x = path;\n",
    'no-node-in-shared-or-renderer',
  ],
  ['server/bad.ts', "import '../test/helper.ts';\n", 'nobody-imports-tests-or-build'],
  ['test/helper.ts', "import { ok } from '../server/ok.ts';\nexport const x = ok;\n", undefined],
  ['shared/sync/a.ts', "import { b } from './b.ts';\nexport const a = () => b;\n", 'no-cycles'],
  // The other half: a cycle is reported once, at the file it was met in first.
  ['shared/sync/b.ts', "import { a } from './a.ts';\nexport const b = () => a;\n", undefined],
  ['server/stranger.ts', "import x from 'fastq';\nexport const y = x;\n", 'unlisted-package'],
  ['renderer/app/nowhere.ts', "import './not-there.ts';\n", 'import-leads-nowhere'],
  ['renderer/ui/style.css', 'p { margin: 0 }', undefined],
  [
    'renderer/ui/bundled.ts',
    "import './style.css';\nimport '@fontsource-variable/noto-sans';\nimport url from './style.css?url';\nexport const x = url;\n",
    undefined,
  ],
  [
    'server/development.ts',
    "import { test } from 'vitest';\nexport const x = test;\n",
    'server-ships-no-development-package',
  ],
];

let project = '';
const found = new Map<string, Set<string>>();

beforeAll(() => {
  project = fs.mkdtempSync(path.join(os.tmpdir(), 'fieldseal-rules-'));
  for (const [file, text] of PLANTED) {
    fs.mkdirSync(path.dirname(path.join(project, file)), { recursive: true });
    fs.writeFileSync(path.join(project, file), text);
  }
  for (const file of ['.dependency-cruiser.cjs', 'tsconfig.base.json', 'package.json']) {
    fs.copyFileSync(path.join(ROOT, file), path.join(project, file));
  }
  fs.symlinkSync(path.join(ROOT, 'node_modules'), path.join(project, 'node_modules'), 'junction');
  const said = spawnSync(
    process.execPath,
    [
      tool('dependency-cruiser', 'depcruise'),
      '--config',
      '.dependency-cruiser.cjs',
      '--output-type',
      'json',
      'shared',
      'renderer',
      'electron',
      'server',
      'test',
    ],
    { cwd: project, encoding: 'utf8', timeout: CRUISE_TIMEOUT_MS, maxBuffer: 64 * 1024 * 1024 },
  );
  const report = JSON.parse(said.stdout) as {
    readonly summary: {
      readonly violations: readonly {
        readonly from: string;
        readonly rule: { readonly name: string };
      }[];
    };
  };
  for (const { from, rule } of report.summary.violations) {
    found.set(from, (found.get(from) ?? new Set()).add(rule.name));
  }
}, CRUISE_TIMEOUT_MS);

afterAll(() => {
  fs.rmSync(project, { recursive: true, force: true });
});

describe('import rules', () => {
  const guilty = PLANTED.filter(([, , rule]) => rule !== undefined);
  test.each(guilty)('%s is caught', (file, _text, rule) => {
    expect([...(found.get(file) ?? [])]).toContain(rule);
  });

  const innocent = PLANTED.filter(([, , rule]) => rule === undefined);
  test.each(innocent)('%s is allowed', (file) => {
    expect([...(found.get(file) ?? [])]).toEqual([]);
  });
});
