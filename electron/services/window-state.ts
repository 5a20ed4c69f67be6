import { z } from 'zod';
import { readTextIfPresent, writeFileAtomically } from './atomic-file.ts';

/** Smallest window in which every screen works. */
export const MINIMUM_SIZE = { width: 1024, height: 700 } as const;
const DEFAULT_SIZE = { width: 1280, height: 860 } as const;

export interface Rectangle {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Size and, where known, place of the window. */
export interface WindowState {
  readonly width: number;
  readonly height: number;
  readonly x?: number | undefined;
  readonly y?: number | undefined;
  readonly isMaximized: boolean;
}

const Kept = z.object({
  x: z.int(),
  y: z.int(),
  width: z.int(),
  height: z.int(),
  isMaximized: z.boolean(),
});

/** The window as it was left, as far as it still fits one of the screens; else the default. Never throws. */
export async function loadWindowState(
  file: string,
  workAreas: readonly Rectangle[],
): Promise<WindowState> {
  const kept = await readKept(file);
  if (kept === null) return { ...DEFAULT_SIZE, isMaximized: false };
  const size = {
    width: Math.max(kept.width, MINIMUM_SIZE.width),
    height: Math.max(kept.height, MINIMUM_SIZE.height),
  };
  const isOnScreen = workAreas.some((area) => contains(area, { ...kept, ...size }));
  return isOnScreen
    ? { ...size, x: kept.x, y: kept.y, isMaximized: kept.isMaximized }
    : { ...DEFAULT_SIZE, isMaximized: kept.isMaximized };
}

/** Keeps the window's place; a failure costs nothing but the place and is not told. */
export async function saveWindowState(
  file: string,
  bounds: Rectangle,
  isMaximized: boolean,
): Promise<void> {
  const { x, y, width, height } = bounds;
  await writeFileAtomically(file, JSON.stringify({ x, y, width, height, isMaximized })).catch(
    () => undefined,
  );
}

async function readKept(file: string): Promise<z.output<typeof Kept> | null> {
  try {
    return Kept.parse(JSON.parse((await readTextIfPresent(file)) ?? 'null'));
  } catch {
    return null;
  }
}

function contains(outer: Rectangle, inner: Rectangle): boolean {
  return (
    inner.x >= outer.x &&
    inner.y >= outer.y &&
    inner.x + inner.width <= outer.x + outer.width &&
    inner.y + inner.height <= outer.y + outer.height
  );
}
