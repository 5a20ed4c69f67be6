/** Command line of the message check: `shared/i18n/*.json` against each other and the code. */
import fs from 'node:fs';
import path from 'node:path';
import { ERROR_CODES } from '../shared/errors/error-codes.ts';
import { checkMessages } from './lib/message-check.ts';
import { ROOT } from './lib/paths.ts';

const MESSAGE_FOLDER = path.join(ROOT, 'shared/i18n');
const CODE_FOLDERS = ['shared', 'renderer', 'electron', 'server'];
const REFERENCE_LANGUAGE = 'en';

function findMessageFiles(): ReadonlyMap<string, Readonly<Record<string, string>>> {
  const files = fs
    .globSync('**/*.json', { cwd: MESSAGE_FOLDER })
    .filter((file) => /^[a-z]{2,3}\.json$/.test(path.basename(file)))
    .sort((a, b) => Number(isReference(b)) - Number(isReference(a)) || a.localeCompare(b));
  return new Map(
    files.map((file) => [
      path.basename(file, '.json'),
      JSON.parse(fs.readFileSync(path.join(MESSAGE_FOLDER, file), 'utf8')) as Record<
        string,
        string
      >,
    ]),
  );
}

function isReference(file: string): boolean {
  return path.basename(file) === `${REFERENCE_LANGUAGE}.json`;
}

function readSources(): readonly string[] {
  return CODE_FOLDERS.flatMap((folder) =>
    fs
      .globSync('**/*.{ts,tsx}', { cwd: path.join(ROOT, folder) })
      .filter((file) => !/\.test\.tsx?$/.test(file))
      .map((file) => fs.readFileSync(path.join(ROOT, folder, file), 'utf8')),
  );
}

const faults = checkMessages({
  languages: findMessageFiles(),
  sources: readSources(),
  required: Object.keys(ERROR_CODES).map((code) => `error.${code}`),
});
for (const fault of faults) console.log(fault);
if (faults.length > 0) process.exitCode = 1;
