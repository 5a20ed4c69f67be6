/** The app's bundle, served by both hosts from the root of their origin. */
import path from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { OUT, ROOT } from '../lib/paths.ts';

export default defineConfig({
  root: path.join(ROOT, 'renderer'),
  base: '/',
  plugins: [react()],
  worker: { format: 'es' },
  build: {
    outDir: path.join(OUT, 'renderer'),
    emptyOutDir: true,
    target: 'chrome140',
    // Sources stay out of the package; and the content security policy allows no data: fonts.
    sourcemap: false,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    chunkSizeWarningLimit: 1_500,
  },
});
