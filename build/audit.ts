/**
 * `npm run -s audit -- verify FILE [EARLIER…]`: proves an exported audit chain by its own hashes and signature, and holds it
 * against earlier exports of the same chain, which it must go on from. Exit 1 when anything is wrong.
 */
import fs from 'node:fs';
import path from 'node:path';
import { forkOf, verifyExport, type ExportProblem } from '../shared/audit/verify-export.ts';
import { copyBytes } from '../shared/encoding/bytes.ts';

const MEANINGS: Readonly<Record<ExportProblem['problem'], string>> = {
  missing: 'an event is missing, or events were put in another order',
  changed: 'an event was changed',
  truncated: 'the end was cut off',
  'head-damaged': 'the end’s seal is damaged',
  'head-behind': 'the end’s seal is older than the chain',
  'damage-recorded': 'the laptop found damage itself',
  unreadable: 'this is no exported audit chain',
  count: 'there are more or fewer events than the head says',
  signature: 'the signature is not one over these lines by the key that stands in the file',
  fork: 'the two exports differ: one of them is not the chain that the laptop kept',
};

const [command, file, ...earlier] = process.argv.slice(2);
if (command !== 'verify' || file === undefined) {
  console.error('Usage: npm run -s audit -- verify FILE [EARLIER…]');
  process.exit(2);
}
const read = (name: string) =>
  verifyExport(copyBytes(fs.readFileSync(path.resolve(process.env['INIT_CWD'] ?? '.', name))));

let wrong = 0;
function tell(name: string, { problem, sequence }: ExportProblem): void {
  wrong += 1;
  console.log(
    `WRONG ${name}: ${sequence === 0 ? '' : `event ${String(sequence)}: `}${MEANINGS[problem]}`,
  );
}

const newest = await read(file);
console.log(
  `${newest.operatorId}, exported ${newest.exportedAt}, ${String(newest.events)} events, signed by key ${newest.signer}`,
);
for (const { problem, sequence } of newest.reported) {
  console.log(`the laptop reported: event ${String(sequence)}: ${problem}`);
}
for (const problem of newest.problems) tell(file, problem);
for (const name of earlier) {
  const older = await read(name);
  for (const problem of older.problems) tell(name, problem);
  const fork = older.operatorId === newest.operatorId ? forkOf(older, newest) : null;
  if (fork !== null) tell(`${file} and ${name}`, fork);
  else if (older.operatorId !== newest.operatorId) console.log(`${name}: of another operator`);
}
console.log(wrong === 0 ? 'The chain is whole.' : `${String(wrong)} wrong`);
process.exitCode = wrong === 0 ? 0 : 1;
