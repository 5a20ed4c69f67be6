/**
 * What the outer npm exports into its children and must not reach ours: it would move the place a
 * package is installed to, leave out development packages, or hold back what a flag was meant for the
 * outer command only. Registry, certificates, proxy and the paths of the user's own config files stay.
 */
const OUTER_NPM_SETTINGS = new Set([
  'dry_run',
  'engine_strict',
  'force',
  'global',
  'global_prefix',
  'if_present',
  'ignore_scripts',
  'include',
  'init_module',
  'install_links',
  'install_strategy',
  'json',
  'local_prefix',
  'location',
  'long',
  'loglevel',
  'node_gyp',
  'node_options',
  'nodedir',
  'noproxy',
  'npm_version',
  'omit',
  'only',
  'optional',
  'package_lock',
  'package_lock_only',
  'parseable',
  'prefix',
  'production',
  'save',
  'save_exact',
  'save_prefix',
  'script_shell',
  'silent',
  'user_agent',
  'workspace',
  'workspaces',
]);

/**
 * A copy of an environment without the outer npm's traces.
 * @param {NodeJS.ProcessEnv} env
 * @returns {NodeJS.ProcessEnv}
 */
export function cleanEnvironment(env) {
  const kept = {};
  for (const [name, value] of Object.entries(env)) {
    if (!isOuterNpmTrace(name, value)) kept[name] = value;
  }
  return kept;
}

function isOuterNpmTrace(name, value) {
  const lower = name.toLowerCase();
  if (lower.startsWith('npm_package_') || lower.startsWith('npm_lifecycle_')) return true;
  if (['npm_command', 'npm_execpath', 'npm_node_execpath', 'init_cwd'].includes(lower)) return true;
  // Node test runners and coverage tools read it; production would leave out what builds the project.
  if (lower === 'node_env' && value === 'production') return true;
  if (!lower.startsWith('npm_config_')) return false;
  const setting = lower.slice('npm_config_'.length).replaceAll('-', '_');
  // npm exports an empty noproxy when none is set; a real list must survive.
  if (setting === 'noproxy') return value === '';
  return OUTER_NPM_SETTINGS.has(setting);
}

/**
 * Puts a folder in front of the program search path, in place. Windows spells the variable `Path`.
 * @param {NodeJS.ProcessEnv} env
 * @param {string} folder
 */
export function prependPath(env, folder) {
  const name = Object.keys(env).find((key) => key.toUpperCase() === 'PATH') ?? 'PATH';
  const delimiter = process.platform === 'win32' ? ';' : ':';
  env[name] = env[name] === undefined ? folder : `${folder}${delimiter}${env[name]}`;
}
