/**
 * Mistakes that are built into a laptop's process while its modules are loaded, to prove that the runs would find them.
 * The product holds no such switch.
 */
import fs from 'node:fs';
import { registerHooks } from 'node:module';
import { fileURLToPath } from 'node:url';
import { SYNC_FAULTS } from './planted-sync-faults.ts';

const planted = SYNC_FAULTS.find(({ name }) => name === process.env['FIELDSEAL_PLANTED_FAULT']);

if (planted !== undefined) {
  registerHooks({
    load(url, context, nextLoad) {
      const loaded = nextLoad(url, context);
      if (!url.endsWith(planted.file)) return loaded;
      const source = fs.readFileSync(fileURLToPath(url), 'utf8');
      if (!source.includes(planted.from)) throw new Error(`no place for ${planted.name}`);
      return { ...loaded, source: source.replace(planted.from, planted.to) };
    },
  });
}
