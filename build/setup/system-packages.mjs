import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import { findChromium, findPostgresPrograms } from './find-programs.mjs';

/** What a verb may need from the system: how it is found, and its name in each package manager. */
const PROGRAMS = {
  chromium: {
    title: 'Chromium',
    why: 'the app is tested, demonstrated and (without Electron) opened in it',
    override: { variable: 'FIELDSEAL_CHROMIUM', example: '/path/to/chromium' },
    find: findChromium,
    apt: 'chromium',
    other: {
      darwin: 'brew install --cask chromium',
      win32: 'winget install Google.Chrome',
      linux:
        'install the package chromium (Fedora: dnf install chromium; Arch: pacman -S chromium)',
    },
  },
  postgres: {
    title: 'PostgreSQL server',
    why: 'the server tests run on a temporary PostgreSQL of their own',
    override: { variable: 'FIELDSEAL_PG_BIN', example: '/folder/with/initdb' },
    find: findPostgresPrograms,
    apt: 'postgresql',
    other: {
      darwin: 'brew install postgresql@17',
      win32: 'winget install PostgreSQL.PostgreSQL.17',
      linux:
        'install the package postgresql-server (Fedora: dnf install postgresql-server; Arch: pacman -S postgresql)',
    },
  },
};

/**
 * Makes sure the named programs are there, installing them with apt-get where this user may.
 * @param {readonly string[]} names keys of PROGRAMS
 * @param {{ canInstall?: typeof aptCommand, find?: (name: string) => string | undefined }} [seams] for tests
 * @returns {readonly string[]} what is still missing, as text for a person: name, reason, command
 */
export function ensureSystemPackages(names, seams = {}) {
  const find = seams.find ?? ((name) => PROGRAMS[name].find());
  const missing = names.filter((name) => find(name) === undefined);
  if (missing.length === 0) return [];
  // Where the user named a program that is not there, another one would not be what they asked for.
  const installable = missing.filter((name) => namedByUser(name) === undefined);
  const apt = installable.length > 0 ? (seams.canInstall ?? aptCommand)() : undefined;
  if (apt !== undefined) installWithApt(apt, installable);
  return missing.filter((name) => find(name) === undefined).map(advice);
}

/** `apt-get` with what it takes to run it as root without asking, or undefined where that can't be done. */
function aptCommand() {
  if (process.platform !== 'linux' || !fs.existsSync('/usr/bin/apt-get')) return undefined;
  if (process.getuid?.() === 0) return ['apt-get'];
  const sudo = spawnSync('sudo', ['-n', 'true'], { stdio: 'ignore' });
  return sudo.status === 0 ? ['sudo', '-n', 'apt-get'] : undefined;
}

function installWithApt(apt, missing) {
  const packages = missing.map((name) => PROGRAMS[name].apt);
  for (const name of missing)
    console.log(`${PROGRAMS[name].title} is missing (${PROGRAMS[name].why}).`);
  console.log(`Installing from the system's packages: ${packages.join(', ')}.`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const [program, ...prefix] = apt;
  for (const args of [['update'], ['install', '--yes', '--no-install-recommends', ...packages]]) {
    const result = spawnSync(program, [...prefix, '-q', ...args], {
      stdio: ['ignore', 'inherit', 'inherit'],
      env,
    });
    // A failing mirror for one list need not hold up the installation: what counts is what is there after.
    if (result.status !== 0)
      console.log(`apt-get ${args[0]} failed (exit ${result.status ?? result.signal}).`);
  }
}

function namedByUser(name) {
  const value = process.env[PROGRAMS[name].override.variable];
  return value === '' ? undefined : value;
}

function advice(name) {
  const program = PROGRAMS[name];
  const { variable, example } = program.override;
  const named = namedByUser(name);
  if (named !== undefined) {
    return `${program.title} is missing: ${variable} says ${named}, and it is not there.`;
  }
  const isDebian = process.platform === 'linux' && fs.existsSync('/usr/bin/apt-get');
  const command = isDebian
    ? `sudo apt-get install ${program.apt}`
    : (program.other[process.platform] ?? program.other.linux);
  return `${program.title} is missing: ${program.why}.\n    ${command}\n    or name one that is already here: ${variable}=${example}`;
}
