import { isWebUrl, MAX_AMOUNT } from '../../../platform/http';
import { decimalText, Money, parseMoney } from '../../../platform/money';
import { misshapen } from './csv-records';
import type { CsvRecord, RowProblem } from './csv-records';
import { inLines, inOneLine, lineFeeds } from './file-texts';
import type { Header } from './shopify-header';

const WEB_ADDRESS = /^https?:\/\/[^\s/]+\S*$/i;
const shown = (text: string): string => JSON.stringify(text.length > 40 ? `${text.slice(0, 40)}...` : text);

/** One row of the file, read by column name. What is wrong with a cell is noted, and reading goes on, so that a row tells all its problems at once. */
export class ShopifyRow {
  readonly problems: RowProblem[] = [];
  readonly line: number;

  constructor(
    private readonly header: Header,
    private readonly record: CsvRecord,
  ) {
    this.line = record.line;
    this.checkShape();
  }

  /** The cell as it stands in the file; '' when the column or the cell is missing. */
  raw(column: string): string {
    const index = this.header.position.get(column);
    return index === undefined ? '' : (this.record.cells[index] ?? '');
  }

  has(column: string): boolean {
    return this.raw(column).trim() !== '';
  }

  get told(): ReadonlySet<string> {
    return this.header.told;
  }

  columns(): readonly string[] {
    return this.header.names;
  }

  refuse(problem: string): void {
    this.problems.push({ line: this.line, problem });
  }

  text(column: string, max: number): string {
    const text = this.limited(column, this.raw(column).trim(), max);
    this.refuseBroken(column, [text]);
    return text;
  }

  /** What stands between the commas of a cell, without blanks around it. */
  list(column: string, max: number): string[] {
    const texts = this.limited(column, this.raw(column), max).split(',');
    const trimmed = texts.map((text) => text.trim());
    this.refuseBroken(column, trimmed);
    return trimmed;
  }

  /** Kept to the last blank: HTML bodies and foreign columns. */
  verbatim(column: string, max: number): string {
    const text = this.limited(column, this.raw(column), max);
    if (inLines(lineFeeds(text)))
      this.refuse(`${column} holds an invisible control character. Type the text again or paste it as plain text.`);
    return text;
  }

  textOrNull(column: string, max: number): string | null {
    return this.text(column, max) || null;
  }

  /** true, false in any case; undefined when blank. */
  flag(column: string): boolean | undefined {
    const cell = this.raw(column).trim().toLowerCase();
    if (cell === '') return undefined;
    if (cell !== 'true' && cell !== 'false') this.refuse(`${column} is ${shown(cell)}. Write TRUE or FALSE.`);
    return cell === 'true';
  }

  /** Undefined when blank. */
  integer(column: string, max: number, advice: string): number | undefined {
    const cell = this.raw(column).trim();
    if (cell === '') return undefined;
    const value = /^\d+$/.test(cell) ? Number(cell) : Number.NaN;
    if (value <= max) return value;
    this.refuse(`${column} is ${shown(cell)}. ${advice}`);
    return undefined;
  }

  /** Undefined when blank. A price is never negative, never has thousands separators, and has a point before the decimals. */
  price(column: string, currency: string): Money | undefined {
    const cell = this.raw(column).trim();
    if (cell === '') return undefined;
    try {
      const money = parseMoney(cell, currency);
      if (cell.startsWith('-')) this.refuse(`${column} is ${shown(cell)}. A price cannot be negative; write 0 or more.`);
      else if (money.amount <= MAX_AMOUNT) return money;
      else
        this.refuse(`${column} is ${shown(cell)}. A price is at most ${decimalText(Money.of(MAX_AMOUNT, currency))}; write a smaller one.`);
    } catch {
      this.refuse(`${column} is ${shown(cell)}. Write the amount in ${currency} with digits and a decimal point only, such as 1299.90.`);
    }
    return undefined;
  }

  webAddress(column: string): string | null {
    const cell = this.raw(column).trim();
    if (cell === '') return null;
    if (WEB_ADDRESS.test(cell) && !isWebUrl(cell)) return cell;
    this.refuse(`${column} is ${shown(cell)}. Write a whole address that begins with https:// or http://.`);
    return null;
  }

  private limited(column: string, text: string, max: number): string {
    if (text.length > max) this.refuse(`${column} has ${text.length} characters; at most ${max} are allowed. Shorten it.`);
    return text;
  }

  private refuseBroken(column: string, texts: readonly string[]): void {
    if (texts.some(inOneLine))
      this.refuse(`${column} holds a line break or an invisible control character. Type the text again, without line breaks.`);
  }

  private checkShape(): void {
    const { cells } = this.record;
    const problem = misshapen(this.record, this.header.names.length);
    if (problem !== undefined) this.refuse(problem);
    this.header.names.forEach((name, index) => {
      if (name === '' && (cells[index] ?? '').trim() !== '')
        this.refuse(`Cell ${index + 1} stands in a column without a name. Name the column in the first row.`);
    });
  }
}
