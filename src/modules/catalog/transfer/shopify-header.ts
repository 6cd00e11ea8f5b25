import type { CsvRecord } from './csv-records';
import { UnreadableFile } from './csv-records';
import { inLines, lineFeeds } from './file-texts';
import { canonicalColumn, COLUMN, LIMIT } from './shopify-columns';

/** Where each column stands. Names are the ones of our column table when we know the column, else the file's own. */
export interface Header {
  readonly names: readonly string[];
  readonly position: ReadonlyMap<string, number>;
  /** The named columns. */
  readonly told: ReadonlySet<string>;
}

const OTHER_DELIMITERS: readonly (readonly [string, string])[] = [
  [';', 'semicolons'],
  ['\t', 'tabs'],
  ['|', 'vertical bars'],
];

function refuseOtherDelimiters(record: CsvRecord): void {
  const whole = record.cells.join(',');
  const found = OTHER_DELIMITERS.find(([mark]) =>
    whole.split(mark).some((name) => canonicalColumn(name.trim().replaceAll('"', '')) === COLUMN.handle),
  );
  if (found && record.cells.length < 3) {
    throw new UnreadableFile(
      record.line,
      `The columns are separated by ${found[1]}. Export or save the file as comma separated values (CSV).`,
    );
  }
}

function columnName(cell: string, index: number, line: number): string {
  const name = cell.trim();
  if (name.length > 255)
    throw new UnreadableFile(line, `Column ${index + 1} has a name of over 255 characters. The first row must name the columns.`);
  if (inLines(lineFeeds(name)))
    throw new UnreadableFile(line, `The name of column ${index + 1} holds an invisible control character. Type the name again.`);
  return canonicalColumn(name);
}

/** Understands both generations of Shopify's header in any order and case, and refuses a file that cannot be a product export. */
export function readHeader(record: CsvRecord): Header {
  refuseOtherDelimiters(record);
  if (record.cells.length > LIMIT.columns)
    throw new UnreadableFile(record.line, `The file has over ${LIMIT.columns} columns. Remove the ones you do not need.`);
  const names = record.cells.map((cell, index) => columnName(cell, index, record.line));
  const position = new Map<string, number>();
  names.forEach((name, index) => {
    if (name === '') return;
    if (position.has(name)) throw new UnreadableFile(record.line, `The column "${name}" is there twice. Keep one of them.`);
    position.set(name, index);
  });
  if (!position.has(COLUMN.handle)) {
    throw new UnreadableFile(
      record.line,
      `The required column "${COLUMN.handle}" is missing. The first row must hold the column names of a Shopify product export.`,
    );
  }
  return { names, position, told: new Set(position.keys()) };
}
