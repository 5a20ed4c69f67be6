import fs from 'node:fs';
import path from 'node:path';

const CHROMIUM_NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const CHROMIUM_PLACES = {
  darwin: [
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  ],
  win32: [
    'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
    'C:\\Program Files (x86)\\Google\\Chrome\\Application\\chrome.exe',
  ],
};
const POSTGRES_PARENTS = {
  linux: ['/usr/lib/postgresql', '/usr/pgsql'],
  darwin: ['/opt/homebrew/opt', '/usr/local/opt', '/Library/PostgreSQL'],
  win32: ['C:\\Program Files\\PostgreSQL'],
};

/**
 * Path of a Chromium or Chrome, or undefined. FIELDSEAL_CHROMIUM overrides the search.
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {string | undefined}
 */
export function findChromium(env = process.env) {
  const named = env.FIELDSEAL_CHROMIUM;
  if (named !== undefined && named !== '') return fs.existsSync(named) ? named : undefined;
  const places = [
    ...pathFolders(env).flatMap((folder) => CHROMIUM_NAMES.map((name) => path.join(folder, name))),
    ...(CHROMIUM_PLACES[process.platform] ?? []),
  ];
  return places.find((place) => fs.existsSync(place));
}

/**
 * Folder that holds PostgreSQL's server programs (`initdb`, `postgres`), or undefined. Debian keeps them
 * outside PATH. The newest version wins. FIELDSEAL_PG_BIN overrides the search.
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {string | undefined}
 */
export function findPostgresPrograms(env = process.env) {
  const named = env.FIELDSEAL_PG_BIN;
  if (named !== undefined && named !== '') return holdsServerPrograms(named) ? named : undefined;
  const versioned = (POSTGRES_PARENTS[process.platform] ?? [])
    .flatMap((parent) => listFolders(parent).map((child) => path.join(parent, child, 'bin')))
    .sort((a, b) => majorVersion(b) - majorVersion(a));
  return [...versioned, ...pathFolders(env)].find(holdsServerPrograms);
}

function holdsServerPrograms(folder) {
  const suffix = process.platform === 'win32' ? '.exe' : '';
  return ['initdb', 'postgres'].every((name) =>
    fs.existsSync(path.join(folder, `${name}${suffix}`)),
  );
}

function majorVersion(binFolder) {
  return Number.parseInt(/(\d+)[^\d/\\]*[/\\]bin$/.exec(binFolder)?.[1] ?? '0', 10);
}

/** System folders are added because a desktop session's PATH may lack them. */
function pathFolders(env) {
  const own = (env.PATH ?? '').split(path.delimiter).filter((folder) => folder !== '');
  return process.platform === 'linux' ? [...own, '/usr/bin', '/snap/bin'] : own;
}

function listFolders(parent) {
  try {
    return fs.readdirSync(parent);
  } catch {
    return [];
  }
}
