import fs from 'node:fs';

/**
 * Proportional set size, in MB, of the largest renderer of the browser that has this profile; null where /proc does not
 * say.
 */
export function rendererMemoryMb(profileFolder: string): number | null {
  if (!fs.existsSync('/proc/self/smaps_rollup')) return null;
  const sizes = fs
    .readdirSync('/proc')
    .filter((name) => /^\d+$/u.test(name))
    .map((pid) => rendererPss(pid, profileFolder));
  return Math.max(0, ...sizes) / 1024;
}

/** Kilobytes; 0 for a process that is none of the browser's renderers, or that has ended. */
function rendererPss(pid: string, profileFolder: string): number {
  try {
    const command = fs.readFileSync(`/proc/${pid}/cmdline`, 'utf8');
    if (!command.includes(profileFolder) || !command.includes('--type=renderer')) return 0;
    const rollup = fs.readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8');
    return Number(/^Pss:\s+(\d+) kB/mu.exec(rollup)?.[1] ?? 0);
  } catch {
    return 0;
  }
}
