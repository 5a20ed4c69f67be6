/** `npm run check [-- --fix]`: every static check, in a table; exit 1 when one fails. */
import { describeChecks, runChecks } from './lib/checks.ts';

const fix = process.argv.includes('--fix');
const results = await runChecks({ fix });
const failed = results.filter((result) => !result.passed).length;
console.log(describeChecks(results));
console.log(`\n${results.length - failed} passed, ${failed} failed, 0 skipped`);
process.exitCode = failed === 0 ? 0 : 1;
