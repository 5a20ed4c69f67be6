import os from 'node:os';
import type { BackendResult } from './bench-result.ts';
import type { TargetLine } from './targets.ts';

/** What was run, where and when: without it a figure says nothing. */
export interface RunFacts {
  readonly command: string;
  readonly date: string;
  readonly machine: string;
  readonly browser: string;
}

/** This machine in a few words. */
export function describeMachine(): string {
  const cpus = os.cpus();
  const memory = Math.round(os.totalmem() / 1024 ** 3);
  return `${String(cpus.length)} x ${cpus[0]?.model.trim() ?? 'CPU'}, ${String(memory)} GB, ${os.type()}`;
}

/** The lines for a terminal. */
export function formatLines(title: string, lines: readonly TargetLine[]): string {
  const rows = lines.map((line) => [line.name, line.figure, line.target, verdict(line)]);
  const widths = [0, 1, 2].map((column) =>
    Math.max(...rows.map((row) => (row[column] ?? '').length)),
  );
  const text = rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
  return [title, ...text].join('\n');
}

/** The lines as a table of Markdown. */
export function formatTable(lines: readonly TargetLine[]): string {
  return [
    '| What | Figure | Target | |',
    '| --- | --- | --- | --- |',
    ...lines.map(
      (line) => `| ${line.name.trim()} | ${line.figure} | ${line.target} | ${verdict(line)} |`,
    ),
  ].join('\n');
}

/** The section of the benchmarks page about the vault. */
export function formatMarkdown(
  facts: RunFacts,
  results: readonly { readonly result: BackendResult; readonly lines: readonly TargetLine[] }[],
): string {
  const sections = results.map(({ result, lines }) =>
    [
      `### ${result.backend === 'sqlite' ? 'SQLite' : 'LevelDB'} backend`,
      '',
      `Bulk: ${count(result.bulk.records)} records, ${String(result.bulk.vault.length)} interleaved repetitions, medians. Store of ${count(result.large.records)} records otherwise.`,
      '',
      formatTable(lines),
      '',
      `![Bulk enrolment](images/bench-vault-${result.backend}.svg)`,
    ].join('\n'),
  );
  return [
    `\`${facts.command}\` on ${facts.date}: ${facts.machine}, ${facts.browser}.`,
    ...sections,
  ].join('\n\n');
}

function count(value: number): string {
  return value.toLocaleString('en');
}

function verdict(line: TargetLine): string {
  if (line.passed === null) return '';
  return line.passed ? 'pass' : 'MISSED';
}
