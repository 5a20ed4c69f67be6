import fs from 'node:fs';
import path from 'node:path';

const NAME = 'server.lock';

/**
 * Claims a data folder for this process until it ends: the embedded database is destroyed by two that write at once.
 * The lock of a process that crashed is taken over.
 * @throws Error when another process holds it.
 */
export function lockFolder(folder: string): void {
  const file = path.join(folder, NAME);
  if (!claim(file)) {
    const holder = Number(fs.readFileSync(file, 'utf8'));
    if (isRunning(holder)) {
      throw new Error(
        `the data folder is in use by process ${String(holder)}; stop it first, or delete ${NAME} if it is no server`,
      );
    }
    fs.rmSync(file, { force: true });
    if (!claim(file)) throw new Error('the data folder was just taken by another process');
  }
  process.once('exit', () => {
    fs.rmSync(file, { force: true });
  });
}

function claim(file: string): boolean {
  try {
    fs.writeFileSync(file, String(process.pid), { flag: 'wx', mode: 0o600 });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/** In a container every start may have the same process id: our own is never another server. */
function isRunning(pid: number): boolean {
  if (!Number.isSafeInteger(pid) || pid <= 0 || pid === process.pid) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
