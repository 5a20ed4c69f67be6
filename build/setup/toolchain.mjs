import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { cleanEnvironment } from './child-environment.mjs';
import {
  NODE_CARRIERS,
  NODE_MAJOR,
  NODE_MIN_MINOR,
  NODE_VERSION,
  NPM_INTEGRITY,
  NPM_MAJOR,
  NPM_VERSION,
} from './pins.mjs';

/**
 * @typedef {object} Toolchain
 * @property {string} node path of the Node 24 program
 * @property {string} npmCli path of npm 11's npm-cli.js, run with that Node
 */

/**
 * The Node 24 and npm 11 to work with: the ones that run this script where they fit, otherwise those in
 * `.toolchain/`. Undefined when neither is there.
 * @param {string} root
 * @returns {Toolchain | undefined}
 */
export function findToolchain(root) {
  return hostToolchain() ?? installedToolchain(root);
}

/**
 * Installs the pinned Node and npm into `.toolchain/` with the npm at hand.
 * @param {string} root
 * @returns {Toolchain}
 */
export function installToolchain(root) {
  const carrier = NODE_CARRIERS[`${process.platform}-${process.arch}`];
  if (carrier === undefined) {
    throw new Error(
      `No ready-made Node ${NODE_VERSION} is known for ${process.platform}-${process.arch}. ` +
        `Install Node ${NODE_MAJOR}.${NODE_MIN_MINOR} or newer (below ${NODE_MAJOR + 1}) with npm ${NPM_MAJOR} and try again.`,
    );
  }
  console.log(
    `Node ${process.versions.node} is not the one this project needs: installing Node ${NODE_VERSION} and npm ${NPM_VERSION} into .toolchain/ (nothing else on this machine changes).`,
  );
  const folder = path.join(root, '.toolchain');
  fs.rmSync(folder, { recursive: true, force: true });
  fs.mkdirSync(folder, { recursive: true });
  fs.writeFileSync(path.join(folder, 'package.json'), '{ "private": true }\n');
  const wanted = [`${carrier.name}@${NODE_VERSION}`, `npm@${NPM_VERSION}`];
  const flags = [
    '--ignore-scripts',
    '--no-audit',
    '--no-fund',
    '--save-exact',
    '--engine-strict=false',
  ];
  const result = runOuterNpm(['install', '--prefix', folder, ...flags, ...wanted], folder);
  if (result.status !== 0) {
    throw new Error(
      `npm could not install ${wanted.join(' and ')} (exit ${result.status ?? result.signal}).`,
    );
  }
  verifyIntegrity(folder, carrier);
  const toolchain = installedToolchain(root);
  if (toolchain === undefined) {
    throw new Error(
      `The Node in ${carrier.name} does not run on this machine (its C library may be another).`,
    );
  }
  return toolchain;
}

function hostToolchain() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major !== NODE_MAJOR || minor < NODE_MIN_MINOR) return undefined;
  const npmCli = hostNpmCli();
  if (npmCli === undefined) return undefined;
  const version = readVersion(path.join(path.dirname(npmCli), '..', 'package.json'));
  return version?.split('.')[0] === String(NPM_MAJOR)
    ? { node: process.execPath, npmCli }
    : undefined;
}

function installedToolchain(root) {
  const modules = path.join(root, '.toolchain', 'node_modules');
  const carrier = NODE_CARRIERS[`${process.platform}-${process.arch}`];
  if (carrier === undefined) return undefined;
  const program = process.platform === 'win32' ? 'node.exe' : 'node';
  const node = path.join(modules, carrier.name, 'bin', program);
  const npmCli = path.join(modules, 'npm', 'bin', 'npm-cli.js');
  if (readVersion(path.join(modules, 'npm', 'package.json')) !== NPM_VERSION) return undefined;
  if (!fs.existsSync(node) || !fs.existsSync(npmCli)) return undefined;
  const said = spawnSync(node, ['--version'], { encoding: 'utf8' });
  return said.status === 0 && said.stdout.trim() === `v${NODE_VERSION}`
    ? { node, npmCli }
    : undefined;
}

/** The npm that belongs to the Node running this script: the calling npm, else the one on PATH. */
function hostNpmCli() {
  const caller = process.env.npm_execpath;
  if (caller !== undefined && path.basename(caller) === 'npm-cli.js' && fs.existsSync(caller))
    return caller;
  const folders = [
    path.dirname(process.execPath),
    ...(process.env.PATH ?? '').split(path.delimiter),
  ];
  for (const folder of folders) {
    if (folder === '') continue;
    const besideWindowsNode = path.join(folder, 'node_modules', 'npm', 'bin', 'npm-cli.js');
    if (fs.existsSync(besideWindowsNode)) return besideWindowsNode;
    const link = path.join(folder, 'npm');
    if (!fs.existsSync(link)) continue;
    const target = fs.realpathSync(link);
    if (path.basename(target) === 'npm-cli.js') return target;
  }
  return undefined;
}

function runOuterNpm(args, cwd) {
  const npmCli = hostNpmCli();
  const options = { cwd, stdio: 'inherit', env: cleanEnvironment(process.env) };
  if (npmCli !== undefined) return spawnSync(process.execPath, [npmCli, ...args], options);
  return spawnSync('npm', args, { ...options, shell: process.platform === 'win32' });
}

function verifyIntegrity(folder, carrier) {
  const lock = JSON.parse(fs.readFileSync(path.join(folder, 'package-lock.json'), 'utf8'));
  const pinned = { [carrier.name]: carrier.integrity, npm: NPM_INTEGRITY };
  for (const [name, integrity] of Object.entries(pinned)) {
    const got = lock.packages[`node_modules/${name}`]?.integrity;
    if (integrity !== undefined && got !== integrity) {
      fs.rmSync(folder, { recursive: true, force: true });
      throw new Error(
        `${name} is not the package that was pinned: got ${got}, expected ${integrity}. Removed.`,
      );
    }
  }
}

function readVersion(packageFile) {
  try {
    return JSON.parse(fs.readFileSync(packageFile, 'utf8')).version;
  } catch {
    return undefined;
  }
}
