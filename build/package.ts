/** `npm run package`: the desktop app, packed for Linux in an unpacked folder under dist/. */
import path from 'node:path';
import { buildApp } from './lib/build-app.ts';
import { packageApp } from './lib/package-app.ts';
import { ROOT } from './lib/paths.ts';

await buildApp();
const { folder, isStandIn } = await packageApp(path.join(ROOT, 'dist'));
console.log(`Packed into ${path.relative(ROOT, folder)}.`);
if (isStandIn) {
  console.log(
    "!!! Electron's runtime is not on this machine: the package holds a STAND-IN and cannot run. It shows the file set only.",
  );
}
