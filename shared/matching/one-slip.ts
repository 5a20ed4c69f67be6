/** Whether one text becomes the other by one slip: a character more, less, other, or exchanged with the next. */
export function isOneSlip(a: string, b: string): boolean {
  const [short, long] = a.length <= b.length ? [[...a], [...b]] : [[...b], [...a]];
  let start = 0;
  while (start < short.length && short[start] === long[start]) start++;
  let end = 0;
  while (end < short.length - start && short.at(-1 - end) === long.at(-1 - end)) end++;
  const left = short.slice(start, short.length - end);
  const right = long.slice(start, long.length - end);
  if (right.length === 1) return left.length <= 1;
  return left.length === 2 && right.length === 2 && left[0] === right[1] && left[1] === right[0];
}
