import fs from 'node:fs';

/**
 * Puts `text` between the markers `<!-- NAME -->` and `<!-- /NAME -->` of a page: what is measured is replaced, what
 * people wrote around it stays. @throws Error for a page without the markers.
 */
export function replaceSection(file: string, name: string, text: string): void {
  const [start, end] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
  const page = fs.readFileSync(file, 'utf8');
  const [from, to] = [page.indexOf(start), page.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`${file} has no section ${name}.`);
  fs.writeFileSync(file, `${page.slice(0, from)}${start}\n\n${text}\n\n${page.slice(to)}`);
}
