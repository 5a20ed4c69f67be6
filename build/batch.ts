/**
 * `npm run -s batch -- inspect FILE`: prints what stands in a `.fsbatch`, a `.fsreceipt`, a file of them, a
 * `.fsrequest` or a `.fsgrant`, and checks what the file proves by
 * itself, without any key of ours. Exit 1 when something is wrong.
 */
import fs from 'node:fs';
import path from 'node:path';
import { copyBytes } from '../shared/encoding/bytes.ts';
import { inspectFile } from '../shared/sync/inspect-file.ts';
import type { Finding } from '../shared/sync/inspection.ts';

const SIGNS: Readonly<Record<Finding['state'], string>> = {
  good: 'ok       ',
  wrong: 'WRONG    ',
  unchecked: 'unchecked',
};

const [command, file, ...more] = process.argv.slice(2);
if (command !== 'inspect' || file === undefined || more.length > 0) {
  console.error('Usage: npm run -s batch -- inspect FILE');
  process.exit(2);
}
const bytes = copyBytes(fs.readFileSync(path.resolve(process.env['INIT_CWD'] ?? '.', file)));
const { kind, size, sha256, facts, lines, findings } = await inspectFile(bytes);
console.log(`${kind}, ${String(size)} bytes, SHA-256 ${sha256}`);
for (const [name, value] of facts) console.log(`  ${name}: ${value}`);
for (const line of lines) console.log(`  ${line}`);
for (const { state, what } of findings) console.log(`${SIGNS[state]} ${what}`);
const count = (state: Finding['state']): string =>
  String(findings.filter((finding) => finding.state === state).length);
console.log(`${count('good')} good, ${count('wrong')} wrong, ${count('unchecked')} unchecked`);
process.exitCode = findings.some(({ state }) => state === 'wrong') ? 1 : 0;
