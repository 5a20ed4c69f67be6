import path from 'node:path';
import { build, type Plugin } from 'vite';
import { OUT, ROOT } from '../lib/paths.ts';

/** Where the demonstration's build of the app lies; never packaged. */
export const DEMO_APP = path.join(OUT, 'renderer-demo');

export interface DemoAppOptions {
  /** Where to build it to; the demonstration's own folder when absent. */
  readonly folder?: string | undefined;
  /** What changes the vault while it is bundled. */
  readonly vaultPlugin?: Plugin | undefined;
}

/**
 * Builds the app with `window.fieldsealDemoVault`, by which the demonstration and the journey tests make
 * the vault calls that the screens make. Answers the folder.
 */
export async function buildDemoApp(options: DemoAppOptions = {}): Promise<string> {
  const { folder = DEMO_APP, vaultPlugin } = options;
  // React asks which of its two builds is wanted; Vite reads the switch from the environment.
  process.env['NODE_ENV'] = 'production';
  process.env['VITE_FIELDSEAL_DEMO'] = '1';
  try {
    await build({
      configFile: path.join(ROOT, 'build/vite/renderer.config.ts'),
      logLevel: 'warn',
      build: { outDir: folder, emptyOutDir: true },
      ...(vaultPlugin === undefined ? {} : { worker: { plugins: () => [vaultPlugin] } }),
    });
  } finally {
    delete process.env['VITE_FIELDSEAL_DEMO'];
  }
  return folder;
}
