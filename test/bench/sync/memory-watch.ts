import fs from 'node:fs';

const EVERY_MS = 200;
const KB_PER_MB = 1024;

/** Looks at a process's resident memory until it is stopped; `stop` answers the most there was, in MB, or null without /proc. */
export function watchMemory(pid: number): { stop(): number | null } {
  let most: number | null = null;
  const look = (): void => {
    try {
      const status = fs.readFileSync(`/proc/${String(pid)}/status`, 'utf8');
      const kilobytes = Number(/^VmRSS:\s+(\d+) kB/mu.exec(status)?.[1] ?? 0);
      most = Math.max(most ?? 0, kilobytes / KB_PER_MB);
    } catch {
      // Not Linux, or the process has ended.
    }
  };
  const timer = setInterval(look, EVERY_MS);
  return {
    stop() {
      look();
      clearInterval(timer);
      return most;
    },
  };
}
