/**
 * `npm run -s audit -- verify FILE [KEPT…]`: proves an audit chain by its own hashes and signature, and holds it against what
 * was kept before. FILE is an operator's log (earlier exports of it are its anchors), the server's chain (`.fsaudit`; anchors
 * are earlier exports and the checkpoints of laptops), or such checkpoints alone. Exit 1 when anything is wrong.
 */
import fs from 'node:fs';
import path from 'node:path';
import { readHeadLine, type AuditFileHead } from '../shared/audit/server-export.ts';
import { linesOf } from '../shared/audit/text-lines.ts';
import { forkOf, verifyExport, type ExportProblem } from '../shared/audit/verify-export.ts';
import {
  firstDifference,
  verifyCheckpoints,
  verifyServerExport,
  type ServerExportProblem,
  type VerifiedServerFile,
} from '../shared/audit/verify-server-export.ts';
import { copyBytes } from '../shared/encoding/bytes.ts';

type Problem = ExportProblem | ServerExportProblem;

const MEANINGS: Readonly<Record<Problem['problem'], string>> = {
  missing: 'an event is missing, or events were put in another order',
  changed: 'an event was changed, or the one before it',
  truncated: 'the end was cut off: what was kept goes further',
  'head-damaged': 'the end’s seal is damaged',
  'head-behind': 'the end’s seal is older than the chain',
  'damage-recorded': 'the laptop found damage itself',
  unreadable: 'this is no audit chain, or a line of it was touched',
  count: 'there are more or fewer events than the head says',
  signature: 'the signature is not one over these lines by the key that stands in the file',
  checkpoint: 'the end is not what the server signed',
  stranger: 'one of the files kept is of another programme or server',
  fork: 'this is not what was kept: the chain was rewritten',
};

const [command, file, ...kept] = process.argv.slice(2);
if (command !== 'verify' || file === undefined) {
  console.error('Usage: npm run -s audit -- verify FILE [KEPT…]');
  process.exit(2);
}

const pathOf = (name: string): string => path.resolve(process.env['INIT_CWD'] ?? '.', name);
const linesOfFile = (name: string): AsyncGenerator<string> =>
  linesOf(fs.createReadStream(pathOf(name)) as AsyncIterable<Uint8Array>);

let wrong = 0;
function tell(name: string, { problem, sequence }: Problem): void {
  wrong += 1;
  console.log(
    `WRONG ${name}: ${sequence === 0 ? '' : `event ${String(sequence)}: `}${MEANINGS[problem]}`,
  );
}

/** The format that the first line names; null for an operator's log, and for what is none of ours. */
async function formatOf(name: string): Promise<AuditFileHead['format'] | null> {
  try {
    const first = (await linesOfFile(name).next()) as IteratorResult<string, undefined>;
    return readHeadLine(first.value ?? '')?.format ?? null;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') throw error;
    return null;
  }
}

async function verifyKept(name: string): Promise<VerifiedServerFile> {
  const isCheckpoints = (await formatOf(name)) === 'fieldseal-checkpoints';
  const verified = await (isCheckpoints ? verifyCheckpoints : verifyServerExport)(
    linesOfFile(name),
  );
  for (const problem of verified.problems) tell(name, problem);
  console.log(`${name}: ${String(verified.checkpoints.length)} checkpoints of the server`);
  return verified;
}

async function verifyServerFile(name: string, others: readonly string[]): Promise<void> {
  const anchors: VerifiedServerFile[] = [];
  for (const other of others) anchors.push(await verifyKept(other));
  const { head, events, checkpoints, problems } = await verifyServerExport(
    linesOfFile(name),
    anchors,
  );
  const [end] = checkpoints;
  console.log(
    `${head?.programmeId ?? name}, the server’s chain, ${String(events)} events, ` +
      `signed by key ${head?.signer.kid ?? '?'}${end === undefined ? '' : ` at ${end.time}`}`,
  );
  for (const problem of problems) tell(name, problem);
  if (!problems.some(({ problem }) => problem === 'fork')) return;
  // The anchor says that it was rewritten, an earlier export also from where on.
  for (const other of others) {
    if ((await formatOf(other)) !== 'fieldseal-server-audit') continue;
    const sequence = await firstDifference(linesOfFile(name), linesOfFile(other));
    if (sequence !== null) tell(`${name} and ${other}`, { problem: 'fork', sequence });
  }
}

async function verifyLog(name: string, others: readonly string[]): Promise<void> {
  const read = (log: string) => verifyExport(copyBytes(fs.readFileSync(pathOf(log))));
  const newest = await read(name);
  console.log(
    `${newest.operatorId}, exported ${newest.exportedAt}, ${String(newest.events)} events, signed by key ${newest.signer}`,
  );
  for (const { problem, sequence } of newest.reported) {
    console.log(`the laptop reported: event ${String(sequence)}: ${problem}`);
  }
  for (const problem of newest.problems) tell(name, problem);
  for (const other of others) {
    const older = await read(other);
    for (const problem of older.problems) tell(other, problem);
    const fork = older.operatorId === newest.operatorId ? forkOf(older, newest) : null;
    if (fork !== null) tell(`${name} and ${other}`, fork);
    else if (older.operatorId !== newest.operatorId) console.log(`${other}: of another operator`);
  }
}

const format = await formatOf(file);
if (format === 'fieldseal-checkpoints') for (const name of [file, ...kept]) await verifyKept(name);
else if (format === 'fieldseal-server-audit') await verifyServerFile(file, kept);
else await verifyLog(file, kept);
console.log(wrong === 0 ? 'The chain is whole.' : `${String(wrong)} wrong`);
process.exitCode = wrong === 0 ? 0 : 1;
