import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { cleanEnvironment, prependPath } from './child-environment.mjs';

const STAMP = path.join('node_modules', '.fieldseal-stamp');
const DEPENDENCY_FIELDS = [
  'dependencies',
  'devDependencies',
  'optionalDependencies',
  'overrides',
  'engines',
];

/**
 * Whether node_modules holds what the lock file says.
 * @param {string} root
 */
export function dependenciesAreCurrent(root) {
  const wanted = fingerprint(root);
  if (readText(path.join(root, STAMP)) === wanted) return true;
  if (!matchesLockFile(root)) return false;
  // Installed by hand with npm: nothing is missing, so only the stamp is.
  fs.writeFileSync(path.join(root, STAMP), wanted);
  return true;
}

/**
 * Installs the locked dependencies. `npm ci` removes what is there first.
 * @param {string} root
 * @param {import('./toolchain.mjs').Toolchain} toolchain
 */
export function installDependencies(root, toolchain) {
  console.log('Installing the locked npm packages (a few minutes the first time).');
  const args = [toolchain.npmCli, 'ci', '--include=dev', '--no-audit', '--no-fund'];
  const env = cleanEnvironment(process.env);
  prependPath(env, path.dirname(toolchain.node));
  const outerGlobalConfig = findOuterGlobalConfig();
  // npm looks for the machine-wide settings beside itself; the pinned npm lives elsewhere.
  if (outerGlobalConfig !== undefined) env.npm_config_globalconfig = outerGlobalConfig;
  const result = spawnSync(toolchain.node, args, { cwd: root, stdio: 'inherit', env });
  if (result.status !== 0) {
    throw new Error(
      `npm ci failed (exit ${result.status ?? result.signal}); see its message above.`,
    );
  }
  fs.writeFileSync(path.join(root, STAMP), fingerprint(root));
}

function fingerprint(root) {
  const manifest = JSON.parse(fs.readFileSync(path.join(root, 'package.json'), 'utf8'));
  const hash = createHash('sha256');
  hash.update(fs.readFileSync(path.join(root, 'package-lock.json')));
  // Not the whole of package.json: a new script should not reinstall 500 packages.
  hash.update(JSON.stringify(DEPENDENCY_FIELDS.map((field) => manifest[field] ?? null)));
  return hash.digest('hex');
}

/** npm writes down what it installed in node_modules/.package-lock.json. */
function matchesLockFile(root) {
  const installedText = readText(path.join(root, 'node_modules', '.package-lock.json'));
  if (installedText === undefined) return false;
  const installed = JSON.parse(installedText).packages;
  const lock = JSON.parse(fs.readFileSync(path.join(root, 'package-lock.json'), 'utf8'));
  if (!lockMatchesManifest(root, lock)) return false;
  return Object.entries(lock.packages).every(([place, entry]) => {
    if (place === '') return true;
    const there = installed[place];
    if (there === undefined)
      return entry.optional === true || entry.devOptional === true || entry.peer === true;
    return there.version === entry.version && there.integrity === entry.integrity;
  });
}

function lockMatchesManifest(root, lock) {
  const manifest = JSON.parse(fs.readFileSync(path.join(root, 'package.json'), 'utf8'));
  return ['dependencies', 'devDependencies'].every((field) => {
    const sorted = (map) => JSON.stringify(Object.entries(map ?? {}).sort());
    return sorted(manifest[field]) === sorted(lock.packages[''][field]);
  });
}

function findOuterGlobalConfig() {
  if (process.env.npm_config_globalconfig !== undefined) return process.env.npm_config_globalconfig;
  const said = spawnSync('npm', ['config', 'get', 'globalconfig'], {
    encoding: 'utf8',
    shell: process.platform === 'win32',
    env: cleanEnvironment(process.env),
  });
  const file = said.status === 0 ? said.stdout.trim() : '';
  return file !== '' && fs.existsSync(file) ? file : undefined;
}

function readText(file) {
  try {
    return fs.readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
