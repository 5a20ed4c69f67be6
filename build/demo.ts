/**
 * `npm run demo [-- --people FILE.csv --count N --seed N --out FOLDER]`: the main job by itself, in a real
 * browser against a real server. Prints a summary that must add up, and searches the raw stores for plain data.
 */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { buildDemoApp } from './demo/build-demo-app.ts';
import { parseOptions } from './demo/options.ts';
import { createPhases } from './demo/phases.ts';
import { runJourney } from './demo/run-journey.ts';
import { describeSummary, findContradictions } from './demo/summary.ts';

const options = parseOptions(process.argv.slice(2));
const phases = createPhases();
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'fieldseal-demo-'));
try {
  fs.mkdirSync(options.outFolder, { recursive: true });
  const appFolder = await phases.run('Building the app', () => buildDemoApp());
  const counts = await runJourney({ options, phases, folder, appFolder });
  console.log(`\n${describeSummary(counts, phases.seconds)}\n`);
  const contradictions = findContradictions(counts);
  for (const sentence of contradictions) console.error(`DOES NOT ADD UP: ${sentence}.`);
  console.log(`Screens: ${options.outFolder}`);
  process.exitCode = contradictions.length === 0 ? 0 : 1;
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
} finally {
  fs.rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
}
// The script that started this one holds a channel open, which would keep a finished process alive.
process.exit();
