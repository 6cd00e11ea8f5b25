import { isUtf8 } from 'node:buffer';
import type { Readable, TransformCallback } from 'node:stream';
import { pipeline, Transform } from 'node:stream';
import { CsvError, parse } from 'csv-parse';

/** One problem of one row, for the person who has the file open in a spreadsheet: where, what, and what to do. */
export interface RowProblem {
  readonly line: number;
  readonly problem: string;
}

export interface CsvRecord {
  /** The line of the file on which the record starts; quoted line breaks count. */
  readonly line: number;
  readonly cells: readonly string[];
}

/**
 * What is wrong with a row that has not a cell for each column: a price such as 1,299.00 without quotation marks would be read as 1. Empty cells
 * count, for what is pushed out of its column may well leave one behind.
 */
export function misshapen({ cells }: CsvRecord, columns: number): string | undefined {
  if (cells.length === columns) return undefined;
  const remedy =
    cells.length > columns ? 'Put quotation marks around a text that holds a comma.' : 'Export the file again, or add the missing commas.';
  return `The row has ${cells.length} cells, but the file has ${columns} columns. ${remedy}`;
}

/** Nothing can be read from this file on. Raised before anything is written, because the importer reads a file through once first. */
export class UnreadableFile extends Error {
  constructor(
    readonly line: number,
    readonly problem: string,
  ) {
    super(`Line ${line}: ${problem}`);
    this.name = 'UnreadableFile';
  }
}

const MAX_RECORD = 2_000_000;
const NEWLINE = 0x0a;
const LINE_BREAK = /\r\n|\r|\n/g;

/** How many bytes at the end are the beginning of a character whose rest has not arrived. */
function unfinished(bytes: Buffer): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back += 1) {
    const byte = bytes[bytes.length - back] ?? 0;
    if (byte < 0x80) return 0;
    if (byte >= 0xc0) return back < (byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2) ? back : 0;
  }
  return 0;
}

/** Refuses bytes that are not UTF-8 instead of replacing them: a replaced character is lost for good. */
class StrictUtf8 extends Transform {
  private rest: Buffer = Buffer.alloc(0);
  private line = 1;

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    const bytes = this.rest.length === 0 ? chunk : Buffer.concat([this.rest, chunk]);
    const end = bytes.length - unfinished(bytes);
    this.rest = bytes.subarray(end);
    this.pass(bytes.subarray(0, end), done);
  }

  override _flush(done: TransformCallback): void {
    this.pass(this.rest, done);
  }

  private pass(bytes: Buffer, done: TransformCallback): void {
    if (!isUtf8(bytes)) {
      done(this.failure(bytes));
      return;
    }
    for (let at = bytes.indexOf(NEWLINE); at !== -1; at = bytes.indexOf(NEWLINE, at + 1)) this.line += 1;
    done(null, bytes);
  }

  /** A newline is no part of any character: the lines before the wrong one are right by themselves. */
  private failure(bytes: Buffer): UnreadableFile {
    let start = 0;
    for (let end = bytes.indexOf(NEWLINE) + 1; end > 0 && isUtf8(bytes.subarray(start, end)); end = bytes.indexOf(NEWLINE, start) + 1) {
      this.line += 1;
      start = end;
    }
    return new UnreadableFile(this.line, 'The text is not UTF-8. Save the file as "CSV UTF-8 (comma delimited)" and import it again.');
  }
}

function explain(error: unknown, line: number): unknown {
  if (!(error instanceof CsvError)) return error;
  if (error.code === 'CSV_QUOTE_NOT_CLOSED') {
    return new UnreadableFile(
      line,
      'A quotation mark (") opens a cell in the row that starts here and never closes. Close it, or double it if it belongs to the text.',
    );
  }
  if (error.code === 'CSV_MAX_RECORD_SIZE') {
    return new UnreadableFile(
      line,
      `The row that starts here is over ${MAX_RECORD} bytes; most likely a quotation mark (") is not closed. Close it and import again.`,
    );
  }
  return new UnreadableFile(line, `The row that starts here is not CSV: ${error.message}.`);
}

const isBlank = (cells: readonly string[]): boolean => cells.length <= 1 && (cells[0] ?? '').trim() === '';

/** Puts its line before the cells of each record. csv-parse counts a quoted CRLF twice, so lines are counted here. */
class LineCounter {
  /** Where the record that is being read starts. */
  line = 1;

  number(cells: readonly string[]): string[] | null {
    const record = isBlank(cells) ? null : [String(this.line), ...cells];
    this.line += 1;
    for (const cell of cells) if (cell.includes('\n') || cell.includes('\r')) this.line += cell.match(LINE_BREAK)?.length ?? 0;
    return record;
  }
}

/** Reads CSV as a stream: few records in memory at a time, blank lines left out, any of the three line endings. */
export async function* readCsv(source: Readable): AsyncGenerator<CsvRecord> {
  const lines = new LineCounter();
  const parser = parse({
    bom: true,
    // A stray quotation mark inside an unquoted cell (12" chain) is text.
    relax_quotes: true,
    relax_column_count: true,
    max_record_size: MAX_RECORD,
    record_delimiter: ['\r\n', '\n', '\r'],
    on_record: (cells) => lines.number(cells),
  });
  // The callback only keeps the failure from being unhandled: reading the parser below raises the same one.
  pipeline(source, new StrictUtf8(), parser, () => undefined);
  try {
    for await (const [line, ...cells] of parser as AsyncIterable<string[]>) yield { line: Number(line), cells };
  } catch (error) {
    throw explain(error, lines.line);
  }
}
