import { firstNamed, type Happening } from '../../shared/audit/server-event.ts';

/** One event for a page, with its first and last cursor; an empty page tells nobody anything. */
export function pageRead(
  action: 'records.read' | 'decisions.read',
  purpose: 'review' | 'delivery',
  page: readonly { readonly cursor: number }[],
  areaIds?: readonly string[],
): Happening | null {
  const [first, last] = [page[0], page.at(-1)];
  if (first === undefined || last === undefined) return null;
  const scope = areaIds === undefined ? {} : { areaIds: firstNamed(areaIds) };
  const range = { count: page.length, from: first.cursor, to: last.cursor };
  return { action, purpose, ...scope, ...range };
}
