/** A point in the signature's 600 x 200 box. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** Longest path that a consent record takes. */
export const MAX_PATH_LENGTH = 60_000;
const SMALLEST_STEP = 2;

/** The path with a new stroke begun at `point`; unchanged once the path is as long as it may be. */
export function beginStroke(path: string, point: Point): string {
  return append(path, `M${coordinates(point)}L${coordinates(point)}`);
}

/** The path with its stroke drawn on to `point`; steps too small to see are left out. */
export function extendStroke(path: string, point: Point): string {
  const last = lastPoint(path);
  if (last !== null && Math.hypot(point.x - last.x, point.y - last.y) < SMALLEST_STEP) return path;
  return append(path, `L${coordinates(point)}`);
}

/** A point of the drawing area as a point of the box. */
export function toBox(
  position: Point,
  area: {
    readonly left: number;
    readonly top: number;
    readonly width: number;
    readonly height: number;
  },
  box: { readonly width: number; readonly height: number },
): Point {
  const clamp = (value: number, maximum: number): number =>
    Math.round(Math.min(Math.max(value, 0), maximum));
  return {
    x: clamp(((position.x - area.left) / area.width) * box.width, box.width),
    y: clamp(((position.y - area.top) / area.height) * box.height, box.height),
  };
}

function append(path: string, part: string): string {
  return path.length + part.length > MAX_PATH_LENGTH ? path : path + part;
}

function coordinates({ x, y }: Point): string {
  return `${String(x)} ${String(y)}`;
}

function lastPoint(path: string): Point | null {
  const match = /(\d+) (\d+)$/u.exec(path);
  return match === null ? null : { x: Number(match[1]), y: Number(match[2]) };
}
