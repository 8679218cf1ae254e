/** Writes the tables of features in README.md and docs/formats.md from the code: `npm run features`. */
import { readFileSync, writeFileSync } from 'node:fs';
import { featureSummary, featureTable } from '../src/core/codecs/features';

const begin = '<!-- features -->\n\n';
const end = '\n\n<!-- end of features -->';

/** A Markdown table with its columns aligned. */
function aligned(table: string): string {
  const rows = table.split('\n').map((row) => row.split('|').map((cell) => cell.trim()));
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  const isRule = (cell: string) => /^-+$/.test(cell);
  return rows
    .map((row) =>
      row
        .map((cell, column) => {
          if (column === 0 || column === row.length - 1) return '';
          return ` ${isRule(cell) ? '-'.repeat(widths[column]!) : cell.padEnd(widths[column]!)} `;
        })
        .join('|'),
    )
    .join('\n');
}

for (const [file, table] of [
  ['docs/formats.md', featureTable()],
  ['README.md', featureSummary()],
] as const) {
  const text = readFileSync(file, 'utf8');
  const from = text.indexOf(begin) + begin.length;
  writeFileSync(file, `${text.slice(0, from)}${aligned(table)}${text.slice(text.indexOf(end))}`);
}
