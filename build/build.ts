/** `npm run build [-- --force]`: the app's files into out/, skipped when nothing changed. */
import { buildApp } from './lib/build-app.ts';

const started = performance.now();
const built = await buildApp({ force: process.argv.includes('--force') });
const seconds = ((performance.now() - started) / 1000).toFixed(1);
console.log(built ? `Built the app into out/ (${seconds} s).` : 'The app in out/ is current.');
