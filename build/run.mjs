/**
 * `node build/run.mjs <verb> [arguments]`: gets a fresh clone ready for the verb, then runs the verb's
 * script with Node 24. Uses Node's built-ins only and runs on Node 20, since it must work before
 * anything is installed.
 */
import { spawn } from 'node:child_process';
import path from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { cleanEnvironment, prependPath } from './setup/child-environment.mjs';
import { dependenciesAreCurrent, installDependencies } from './setup/dependencies.mjs';
import { withLock } from './setup/lock.mjs';
import { ensureSystemPackages } from './setup/system-packages.mjs';
import { findToolchain, installToolchain } from './setup/toolchain.mjs';

const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');

/** What each verb runs, what it needs from the system, and whether it can go on without. */
const VERBS = {
  start: { script: 'start.ts', needs: ['chromium'], goesOnWithout: true },
  test: { script: 'test.ts', needs: ['chromium', 'postgres'], goesOnWithout: false },
  check: { script: 'check.ts', needs: [], goesOnWithout: false },
  demo: { script: 'demo.ts', needs: ['chromium'], goesOnWithout: false },
  build: { script: 'build.ts', needs: [], goesOnWithout: false },
  package: { script: 'package.ts', needs: [], goesOnWithout: false },
  vectors: { script: 'vectors.ts', needs: [], goesOnWithout: false },
  audit: { script: 'audit.ts', needs: [], goesOnWithout: false },
  batch: { script: 'batch.ts', needs: [], goesOnWithout: false },
  linkage: { script: 'linkage.ts', needs: [], goesOnWithout: false },
  bench: { script: 'bench.ts', needs: ['chromium'], goesOnWithout: false },
  faults: { script: 'faults.ts', needs: ['chromium', 'postgres'], goesOnWithout: false },
  mutation: { script: 'mutation.ts', needs: [], goesOnWithout: false },
};

async function main() {
  const [name = '', ...args] = process.argv.slice(2);
  const verb = VERBS[name];
  if (verb === undefined) {
    throw new Error(`Usage: node build/run.mjs ${Object.keys(VERBS).join(' | ')} [arguments]`);
  }
  const toolchain = await setUp();
  const missing = needsSystemPackages(verb, args)
    ? await withLock(lockFile('system'), () => ensureSystemPackages(verb.needs))
    : [];
  if (missing.length > 0) {
    console.log(`\n${missing.map((line) => `  ${line}`).join('\n')}\n`);
    if (!verb.goesOnWithout)
      throw new Error(`\`${name}\` needs the above, and may not install it itself here.`);
  }
  process.exitCode = await runScript(toolchain, path.join(ROOT, 'build', verb.script), args);
}

async function setUp() {
  const ready = findToolchain(ROOT);
  if (ready !== undefined && dependenciesAreCurrent(ROOT)) return ready;
  return await withLock(lockFile('setup'), () => {
    // Looked at again: whoever held the lock may have done it all.
    const toolchain = findToolchain(ROOT) ?? installToolchain(ROOT);
    if (!dependenciesAreCurrent(ROOT)) installDependencies(ROOT, toolchain);
    return toolchain;
  });
}

/** A developer's narrowed run, or a start that opens nothing, must not install system packages. */
function needsSystemPackages(verb, args) {
  if (verb.needs.length === 0) return false;
  return !args.includes('--only') && !args.includes('--no-open');
}

function lockFile(name) {
  return path.join(ROOT, '.fieldseal', `${name}.lock`);
}

/**
 * The channel is never written to: its closing tells the script that this process is gone, so that a
 * killed `npm start` leaves no server and no browser behind.
 */
function runScript(toolchain, script, args) {
  const env = cleanEnvironment(process.env);
  prependPath(env, path.dirname(toolchain.node));
  env.FIELDSEAL_NPM_CLI = toolchain.npmCli;
  const child = spawn(toolchain.node, [script, ...args], {
    cwd: ROOT,
    env,
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
  });
  // Ctrl-C reaches the script by itself, as both stand in the terminal's foreground group.
  process.on('SIGINT', () => undefined);
  for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (code, signal) => resolve(code ?? (signal === 'SIGINT' ? 130 : 143)));
  });
}

try {
  await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
