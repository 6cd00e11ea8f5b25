import { createReadStream, statSync } from 'node:fs';
import { parseArgs } from 'node:util';
import type { INestApplicationContext } from '@nestjs/common';
import { FILE_FORMATS, ProductImport, UnreadableFile } from '../modules/catalog';
import type { FileFormat, ImportOutcome, ProductResult } from '../modules/catalog';
import { Config } from '../platform/config';
import { command, inShop, messageOf } from './command';

const USAGE = `Imports products from a Shopify product export, our own CSV, or JSON lines.

  npm run import -- FILE [--format shopify_csv|csv|jsonl] [--dry-run] [--currency EUR]

  --format     how the file is written; told by its name if not given
  --dry-run    only count and find the problems, keep nothing
  --currency   the currency of the file's prices; the shop's default one if not given
`;
const SHOWN_PROBLEMS = 100;
/** Where nobody watches a line change, each such part of the file makes a new one. */
const PARTS = 10;

interface Order {
  readonly file: string;
  readonly dryRun: boolean;
  readonly currency: string;
  readonly format: FileFormat;
}

/** The counts, and a line on the terminal that keeps up with them. */
class Progress {
  private readonly counts: Record<ImportOutcome, number> = { created: 0, updated: 0, skipped: 0, failed: 0 };
  private problems = 0;
  private told = 0;

  constructor(private readonly total: number) {}

  note(results: readonly ProductResult[]): void {
    for (const { outcome, problems } of results) {
      this.counts[outcome] += 1;
      for (const { line, problem } of problems) this.tell(`line ${line}: ${problem}`);
    }
    if (process.stdout.isTTY) process.stdout.write(`\r${this.summary()}`);
    else if (this.done < this.total && this.part > this.told) {
      this.told = this.part;
      process.stdout.write(`${this.summary()}\n`);
    }
  }

  get failed(): number {
    return this.counts.failed;
  }

  finish(dryRun: boolean): void {
    const hidden = this.problems - SHOWN_PROBLEMS;
    if (hidden > 0) process.stderr.write(`... and ${hidden} more problems\n`);
    process.stdout.write(`${process.stdout.isTTY ? '\r' : ''}${this.summary()}${dryRun ? ' (dry run: nothing was kept)' : ''}\n`);
  }

  private tell(text: string): void {
    this.problems += 1;
    if (this.problems <= SHOWN_PROBLEMS) process.stderr.write(`${process.stdout.isTTY ? '\r\x1b[K' : ''}${text}\n`);
  }

  private get part(): number {
    return Math.floor((PARTS * this.done) / this.total);
  }

  private get done(): number {
    const { created, updated, skipped, failed } = this.counts;
    return created + updated + skipped + failed;
  }

  private summary(): string {
    const { created, updated, skipped, failed } = this.counts;
    return `${this.done} of ${this.total} products: ${created} created, ${updated} updated, ${skipped} unchanged, ${failed} failed`;
  }
}

const isFormat = (text: string): text is FileFormat => FILE_FORMATS.some((format) => format === text);

function readOrder(config: Config): Order {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      'dry-run': { type: 'boolean', default: false },
      currency: { type: 'string', default: config.defaultCurrency },
      format: { type: 'string' },
    },
  });
  const [file, ...more] = positionals;
  if (file === undefined || more.length > 0) throw new Error(`Name one file.\n\n${USAGE}`);
  if (!statSync(file, { throwIfNoEntry: false })?.isFile()) throw new Error(`There is no file ${file}.`);
  if (!config.currencies.includes(values.currency))
    throw new Error(`The shop trades in ${config.currencies.join(', ')}, not in ${values.currency}.`);
  const format = values.format ?? (/\.(jsonl|ndjson)$/i.test(file) ? 'jsonl' : 'shopify_csv');
  if (!isFormat(format)) throw new Error(`A format is one of ${FILE_FORMATS.join(', ')}.`);
  return { format, file, dryRun: values['dry-run'], currency: values.currency };
}

async function run(app: INestApplicationContext, order: Order): Promise<number> {
  const products = app.get(ProductImport);
  const open = () => products.read(createReadStream(order.file), order);
  const progress = new Progress(await products.count(createReadStream(order.file), order));
  for await (const results of products.takeAll(open(), order, async () => undefined)) progress.note(results);
  progress.finish(order.dryRun);
  return progress.failed > 0 ? 1 : 0;
}

async function main(): Promise<number> {
  process.env['LOG_LEVEL'] ??= 'warn';
  const order = readOrder(new Config(process.env));
  return inShop((shop) => run(shop, order), ['error', 'warn']);
}

const tell = (error: unknown): string => (error instanceof UnreadableFile ? `line ${error.line}: ${error.problem}` : messageOf(error));

command(main, { code: 2, tell });
