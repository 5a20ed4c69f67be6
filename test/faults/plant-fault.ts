/**
 * Mistakes that are built into a copy of the app, to prove that the runs would find them. They are made by changing
 * the source while it is bundled; the product itself holds no such switch.
 */
import path from 'node:path';
import type { Plugin } from 'vite';
import { ROOT } from '../../build/lib/paths.ts';

interface Change {
  readonly from: string;
  readonly to: string;
}

interface Mistake {
  readonly file: string;
  readonly changes: readonly Change[];
}

/** Long enough for a kill to fall between two steps that belong together. */
const GAP = 'await new Promise((resolve) => setTimeout(resolve, 60));';

const MISTAKES = {
  /** The draft is deleted in a transaction of its own, after that of the record. */
  'draft-deleted-apart': {
    file: 'renderer/vault/records/commit-chunk.ts',
    changes: [
      { from: '  await store.drafts.bulkDelete(ids);\n', to: '' },
      {
        from: '  return done !== null;',
        to: `  ${GAP}
  await store.drafts.bulkDelete(chunk.rows.map((row) => row.recordId));
  return done !== null;`,
      },
    ],
  },
  /** A save is acknowledged before it is made. */
  'acknowledged-early': {
    file: 'renderer/vault/drafts/drafts.ts',
    changes: [
      {
        from: '      await context.writes(async () => {\n        const held',
        to: `      void context.writes(async () => {
        ${GAP}
        const held`,
      },
    ],
  },
} as const satisfies Readonly<Record<string, Mistake>>;

export type PlantedFault = keyof typeof MISTAKES;
export const PLANTED_FAULTS = Object.keys(MISTAKES) as readonly PlantedFault[];

/** A Vite plugin that builds the mistake in. @throws Error, which ends the build, when its place is not found. */
export function plantFault(fault: PlantedFault): Plugin {
  const { file, changes }: Mistake = MISTAKES[fault];
  let isPlanted = false;
  return {
    name: 'plant-fault',
    enforce: 'pre',
    transform(code, id) {
      if (path.relative(ROOT, id) !== file) return null;
      isPlanted = true;
      return changes.reduce((text, { from, to }) => {
        if (!text.includes(from)) throw new Error(`${file} has changed: no place for ${fault}`);
        return text.replace(from, to);
      }, code);
    },
    buildEnd() {
      if (!isPlanted) throw new Error(`${file} is not in the bundle: no place for ${fault}`);
    },
  };
}
