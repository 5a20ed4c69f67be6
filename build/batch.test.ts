import { execFile } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { makeRealBatch } from '../test/support/real-batch.ts';

const run = promisify(execFile);
const SCRIPT = path.join(import.meta.dirname, 'batch.ts');

it('prints what a batch proves, and fails for one that was changed', async () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'fieldseal-batch-'));
  try {
    const { bytes, batchHash } = await makeRealBatch();
    const file = path.join(folder, 'first.fsbatch');
    fs.writeFileSync(file, bytes);
    const whole = await run(process.execPath, [SCRIPT, 'inspect', file]);
    expect(whole.stdout).toContain(batchHash);
    expect(whole.stdout).toContain('4 good, 0 wrong, 0 unchecked');
    fs.writeFileSync(file, bytes.fill(0, bytes.length - 1));
    const changed = run(process.execPath, [SCRIPT, 'inspect', file]);
    await expect(changed).rejects.toMatchObject({
      code: 1,
      stdout: expect.stringContaining('is not the one that the manifest names') as string,
    });
    const without = run(process.execPath, [SCRIPT, 'inspect']);
    await expect(without).rejects.toMatchObject({ code: 2 });
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
});
