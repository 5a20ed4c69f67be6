/**
 * Completes npm's lock file. An optional package for another platform is left out of the lock when the
 * registry it was made with did not offer it (npm/cli issue 4828), and `npm ci` then refuses the whole
 * lock, on every machine.
 */

export interface LockEntry {
  readonly version?: string | undefined;
  readonly dev?: boolean | undefined;
  readonly optional?: boolean | undefined;
  readonly os?: readonly string[] | undefined;
  readonly cpu?: readonly string[] | undefined;
  readonly libc?: readonly string[] | undefined;
  readonly optionalDependencies?: Readonly<Record<string, string>> | undefined;
}

export type LockPackages = Readonly<Record<string, LockEntry>>;

const SYSTEMS = [
  'aix',
  'android',
  'darwin',
  'freebsd',
  'linux',
  'netbsd',
  'openbsd',
  'openharmony',
  'sunos',
  'win32',
];
const PROCESSORS = ['arm', 'arm64', 'ia32', 'loong64', 'ppc64', 'riscv64', 's390x', 'x64'];

/**
 * Entries the lock lacks, by their place in node_modules: exact versions that a locked package names
 * as optional. They carry no integrity, as nobody saw the package: npm checks what it does have.
 */
export function missingPlatformEntries(packages: LockPackages): LockPackages {
  const missing: Record<string, LockEntry> = {};
  for (const [place, entry] of Object.entries(packages)) {
    for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
      if (!/^\d/.test(version) || isLocked(packages, place, name)) continue;
      missing[`node_modules/${name}`] = platformEntry(name, version, entry.dev);
    }
  }
  return missing;
}

/** Node looks for a package beside the one that wants it, then in each folder above. */
function isLocked(packages: LockPackages, place: string, name: string): boolean {
  for (
    let base = place;
    ;
    base = base.slice(0, Math.max(0, base.lastIndexOf('node_modules/') - 1))
  ) {
    if (Object.hasOwn(packages, `${base}${base === '' ? '' : '/'}node_modules/${name}`))
      return true;
    if (base === '') return false;
  }
}

/** Such packages say in their name what they are for: `@oxlint/binding-linux-x64-musl`. */
function platformEntry(name: string, version: string, dev: boolean | undefined): LockEntry {
  const parts = name.split(/[-/]/);
  const os = parts.find((part) => SYSTEMS.includes(part));
  const cpu = parts.find((part) => PROCESSORS.includes(part));
  const libc =
    os !== 'linux'
      ? undefined
      : name.includes('musl')
        ? 'musl'
        : name.includes('gnu')
          ? 'glibc'
          : undefined;
  return {
    version,
    ...(cpu === undefined ? {} : { cpu: [cpu] }),
    ...(dev === true ? { dev } : {}),
    ...(libc === undefined ? {} : { libc: [libc] }),
    optional: true,
    ...(os === undefined ? {} : { os: [os] }),
  };
}
