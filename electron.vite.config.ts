/**
 * The desktop shell's two bundles. The renderer is not built here: both hosts, the desktop and the
 * browser, serve the same files, and electron-vite would make them for Electron alone (relative base).
 */
import path from 'node:path';
import { defineConfig } from 'electron-vite';

const DEFAULT_RELYING_PARTY_DOMAIN = 'app.fieldseal.example';

/** Constants fixed at build time, so that nobody can point an installed app elsewhere. */
const define = Object.fromEntries(
  Object.entries({
    FIELDSEAL_RP_DOMAIN: process.env['FIELDSEAL_RP_DOMAIN'] ?? DEFAULT_RELYING_PARTY_DOMAIN,
    // Left to the moment of start when not given: `npm start` picks a port then.
    FIELDSEAL_SERVER_ORIGIN: process.env['FIELDSEAL_SERVER_ORIGIN'],
  })
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => [`process.env.${name}`, JSON.stringify(value)]),
);

export default defineConfig({
  main: {
    define,
    build: {
      outDir: 'out/main',
      // Everything is bundled: the packaged app has no node_modules.
      externalizeDeps: false,
      sourcemap: false,
      rolldownOptions: {
        input: path.resolve(import.meta.dirname, 'electron/main.ts'),
        output: { format: 'cjs', entryFileNames: 'main.cjs', codeSplitting: false },
      },
    },
  },
  preload: {
    define,
    build: {
      outDir: 'out/preload',
      externalizeDeps: false,
      sourcemap: false,
      rolldownOptions: {
        input: path.resolve(import.meta.dirname, 'electron/preload.ts'),
        // A sandboxed preload can load no other file of ours and no ES module.
        output: { format: 'cjs', entryFileNames: 'preload.cjs', codeSplitting: false },
      },
    },
  },
});
