import type { Laptop } from './world.ts';

/** Makes a backup as the app does: part by part, then kept. */
export async function makeBackup(laptop: Laptop, passphrase: string | null): Promise<Blob> {
  const start = await laptop.vault.beginBackup(passphrase);
  const parts = [start.bytes];
  for (;;) {
    const part = await laptop.vault.nextBackupPart();
    parts.push(part.bytes);
    if (part.isLast) break;
  }
  await laptop.vault.keepBackup();
  return new Blob(parts);
}
