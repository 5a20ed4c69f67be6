import path from 'node:path';
import { build } from 'vite';
import { OUT, ROOT } from '../lib/paths.ts';

/** Where the demonstration's build of the app lies; never packaged. */
export const DEMO_APP = path.join(OUT, 'renderer-demo');

/**
 * Builds the app with `window.fieldsealDemoVault`, by which the demonstration and the journey tests make
 * the vault calls that the screens make. Answers the folder.
 */
export async function buildDemoApp(): Promise<string> {
  // React asks which of its two builds is wanted; Vite reads the switch from the environment.
  process.env['NODE_ENV'] = 'production';
  process.env['VITE_FIELDSEAL_DEMO'] = '1';
  try {
    await build({
      configFile: path.join(ROOT, 'build/vite/renderer.config.ts'),
      logLevel: 'warn',
      build: { outDir: DEMO_APP, emptyOutDir: true },
    });
  } finally {
    delete process.env['VITE_FIELDSEAL_DEMO'];
  }
  return DEMO_APP;
}
