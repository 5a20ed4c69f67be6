/** `node build/complete-lock.ts`, after every `npm install`: see lib/lock-file.ts. */
import fs from 'node:fs';
import path from 'node:path';
import { missingPlatformEntries, type LockPackages } from './lib/lock-file.ts';
import { ROOT } from './lib/paths.ts';

const file = path.join(ROOT, 'package-lock.json');
const lock = JSON.parse(fs.readFileSync(file, 'utf8')) as { packages: LockPackages };
const missing = missingPlatformEntries(lock.packages);
const names = Object.keys(missing).sort();
if (names.length > 0) {
  const all = Object.entries({ ...lock.packages, ...missing });
  // npm's own order, so that its next change of the file stays small.
  all.sort(([a], [b]) => a.localeCompare(b, 'en'));
  lock.packages = Object.fromEntries(all);
  fs.writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`);
}
console.log(`${names.length} platform packages added to package-lock.json.`);
