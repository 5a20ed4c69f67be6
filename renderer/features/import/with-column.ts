/** Columns by what they hold, with one changed; null takes it out. */
export function withColumn(
  columns: Readonly<Record<string, number>>,
  id: string,
  column: number | null,
): Readonly<Record<string, number>> {
  const others = Object.entries(columns).filter(([known]) => known !== id);
  return Object.fromEntries(column === null ? others : [...others, [id, column]]);
}
