const WIDTH = 640;
const BAR = 26;
const GAP = 12;
const LEFT = 190;
const RIGHT = 90;
const TOP = 44;

/** A bar with its name and value. */
export interface PlotBar {
  readonly name: string;
  readonly value: number;
}

/** Horizontal bars as an SVG picture; values stand beside them, so that nobody has to measure. */
export function plotBars(title: string, unit: string, bars: readonly PlotBar[]): string {
  const largest = Math.max(...bars.map((bar) => bar.value));
  const height = TOP + bars.length * (BAR + GAP);
  const rows = bars.map(({ name, value }, at) => {
    const y = TOP + at * (BAR + GAP);
    const length = Math.max(1, Math.round((value / largest) * (WIDTH - LEFT - RIGHT)));
    const middle = y + BAR / 2 + 5;
    return [
      `<text x="${String(LEFT - 10)}" y="${String(middle)}" text-anchor="end">${escape(name)}</text>`,
      `<rect x="${String(LEFT)}" y="${String(y)}" width="${String(length)}" height="${String(BAR)}" fill="#1f6f6b"/>`,
      `<text x="${String(LEFT + length + 8)}" y="${String(middle)}">${Math.round(value).toLocaleString('en')} ${escape(unit)}</text>`,
    ].join('');
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${String(WIDTH)} ${String(height)}" role="img" aria-label="${escape(title)}" font-family="sans-serif" font-size="14">`,
    `<rect width="100%" height="100%" fill="#fff"/>`,
    `<text x="10" y="24" font-weight="bold">${escape(title)}</text>`,
    ...rows,
    '</svg>\n',
  ].join('\n');
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}
