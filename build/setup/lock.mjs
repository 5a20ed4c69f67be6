import fs from 'node:fs';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

const POLL_MS = 500;
const GIVE_UP_MS = 15 * 60_000;

/**
 * Runs `work` while no other process of this folder does the same.
 * A lock left by a process that is gone is taken over; waiting ends after 15 minutes with an error.
 * @template T
 * @param {string} lockFile
 * @param {() => Promise<T> | T} work
 * @returns {Promise<T>}
 */
export async function withLock(lockFile, work) {
  fs.mkdirSync(path.dirname(lockFile), { recursive: true });
  await take(lockFile);
  try {
    return await work();
  } finally {
    fs.rmSync(lockFile, { force: true });
  }
}

async function take(lockFile) {
  const giveUpAt = Date.now() + GIVE_UP_MS;
  let told = false;
  for (;;) {
    try {
      fs.writeFileSync(lockFile, String(process.pid), { flag: 'wx' });
      return;
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
    }
    const holder = readHolder(lockFile);
    if (holder !== undefined && !isAlive(holder)) {
      fs.rmSync(lockFile, { force: true });
      continue;
    }
    if (Date.now() > giveUpAt) {
      throw new Error(
        `Another set-up (process ${holder ?? 'unknown'}) holds ${lockFile}. Delete it if none runs.`,
      );
    }
    if (!told) {
      console.log(`Waiting for another set-up in this folder (process ${holder ?? 'unknown'}).`);
      told = true;
    }
    await wait(POLL_MS);
  }
}

/** The process id in the lock, or undefined while its writer has created but not yet filled it. */
function readHolder(lockFile) {
  try {
    const holder = Number.parseInt(fs.readFileSync(lockFile, 'utf8'), 10);
    return Number.isInteger(holder) ? holder : undefined;
  } catch {
    return undefined;
  }
}

function isAlive(processId) {
  try {
    process.kill(processId, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}
