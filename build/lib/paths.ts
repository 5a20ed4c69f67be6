import path from 'node:path';

/** The project's top folder. */
export const ROOT = path.resolve(import.meta.dirname, '../..');

/** Where the built app lies: `main/`, `preload/`, `renderer/`. */
export const OUT = path.join(ROOT, 'out');
