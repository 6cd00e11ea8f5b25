import type { Readable } from 'node:stream';
import { Injectable, Logger } from '@nestjs/common';
import { Config } from '../../../platform/config';
import { CommitOutcomeUnknown, Database, DatabaseBusy, isRetryable } from '../../../platform/database';
import { Problem } from '../../../platform/http';
import { AttributeValues } from '../attributes/attribute-values';
import { CatalogWriter } from '../catalog-writer';
import type { BatchOutcome } from '../catalog-writer';
import { SlugTaken } from '../catalog.errors';
import { ahead } from './ahead';
import type { RowProblem } from './csv-records';
import type { FileFormat } from './file-format';
import { countJsonLines, parseJsonLines } from './json-lines';
import { keepUntold, newOf } from './keep-untold';
import { overlapping, stepOf } from './overlapping';
import type { Turn } from './overlapping';
import type { FileProduct, TakenProduct } from './parsed-product';
import { countPlainCsv, parsePlainCsv } from './plain-csv';
import { inGroups } from './product-groups';
import { countShopifyCsv, parseShopifyCsv } from './shopify-csv';
import type { ParsedDraft } from './shopify-product';

/** Two for the groups, one for whoever else is at work. */
const ENOUGH_CONNECTIONS = 3;

export const IMPORT_OUTCOMES = ['created', 'updated', 'skipped', 'failed'] as const;
export type ImportOutcome = (typeof IMPORT_OUTCOMES)[number];

/** What became of one product of the file. */
export interface ProductResult {
  readonly line: number;
  readonly outcome: ImportOutcome;
  readonly problems: readonly RowProblem[];
}

export interface FileOptions {
  readonly format: FileFormat;
  /** Of the plain price columns of a Shopify file; our own formats name theirs. */
  readonly currency: string;
}

export interface ImportOptions {
  readonly dryRun: boolean;
}

/** Writes down results; called inside the transaction that writes the products, so that both happen or neither. */
export type RecordResults = (results: readonly ProductResult[]) => Promise<void>;

/** Another process has taken the import over, or it has ended; this attempt must write nothing more. */
export class LostClaim extends Error {
  override readonly name = 'LostClaim';
}

/** Ends the transaction of a rehearsal. */
class Rehearsed extends Error {
  constructor(readonly results: readonly ProductResult[]) {
    super('A dry run keeps nothing');
  }
}

const isPassing = (error: unknown): boolean => isRetryable(error) || error instanceof DatabaseBusy || error instanceof CommitOutcomeUnknown;

/**
 * Takes products from a file, a group in a transaction. What the database refuses of a group is tried again in halves, so that one product
 * fails alone. A product that is already what the file says is skipped, so a file can be taken again.
 */
@Injectable()
export class ProductImport {
  private readonly logger = new Logger('ProductImport');

  constructor(
    private readonly config: Config,
    private readonly database: Database,
    private readonly writer: CatalogWriter,
    private readonly attributes: AttributeValues,
  ) {}

  /** @throws UnreadableFile when the file as a whole cannot be understood */
  read(file: Readable, { format, currency }: FileOptions): AsyncGenerator<FileProduct> {
    const { currencies } = this.config;
    const readers: Readonly<Record<FileFormat, () => AsyncGenerator<FileProduct>>> = {
      shopify_csv: () => this.readShopify(file, currency),
      csv: () => parsePlainCsv(file, currencies),
      jsonl: () => parseJsonLines(file, currencies),
    };
    return readers[format]();
  }

  /**
   * How many products `read` will find, at a fraction of its cost.
   * @throws UnreadableFile when the file as a whole cannot be understood
   */
  count(file: Readable, { format }: Pick<FileOptions, 'format'>): Promise<number> {
    const { currencies } = this.config;
    const counters: Readonly<Record<FileFormat, () => Promise<number>>> = {
      shopify_csv: () => countShopifyCsv(file),
      csv: () => countPlainCsv(file, currencies),
      jsonl: () => countJsonLines(file),
    };
    return counters[format]();
  }

  /**
   * Takes products in groups and answers what became of each group, in their order. A group is written while the pages and the search index of the
   * one before it are, in a transaction of its own that keeps nothing before that one has. So two connections are at work, and the processor
   * of the database and our own.
   */
  takeAll(products: AsyncIterable<FileProduct>, options: ImportOptions, record: RecordResults): AsyncGenerator<readonly ProductResult[]> {
    const groups = ahead(inGroups(products));
    if (options.dryRun || this.config.databasePoolSize < ENOUGH_CONNECTIONS) return this.oneByOne(groups, options, record);
    return overlapping(groups, (group, before) =>
      stepOf(
        before,
        (turn) => this.takeTogether(group, options, record, turn),
        (error) => this.takeAgain(group, error, options, record),
      ),
    );
  }

  private async *oneByOne(
    groups: AsyncIterable<readonly FileProduct[]>,
    options: ImportOptions,
    record: RecordResults,
  ): AsyncGenerator<readonly ProductResult[]> {
    for await (const group of groups) yield await this.take(group, options, record);
  }

  /** What failed beside another group, when that one is done. Whoever found no connection has not begun. */
  private takeAgain(
    group: readonly FileProduct[],
    error: unknown,
    options: ImportOptions,
    record: RecordResults,
  ): Promise<readonly ProductResult[]> {
    if (error instanceof LostClaim || (isPassing(error) && !(error instanceof DatabaseBusy))) return Promise.reject(error);
    return this.take(group, options, record);
  }

  /** Answers what became of each, in their order. Broken off in the middle, all that was recorded is a beginning of the group. */
  async take(group: readonly FileProduct[], options: ImportOptions, record: RecordResults): Promise<readonly ProductResult[]> {
    try {
      return await this.takeTogether(group, options, record);
    } catch (error) {
      if (error instanceof Rehearsed) return await this.note(error.results, record);
      if (error instanceof LostClaim || isPassing(error)) throw error;
      const [only] = group;
      if (only && group.length === 1) return this.takeOne(only, error, options, record);
      const half = Math.ceil(group.length / 2);
      const first = await this.take(group.slice(0, half), options, record);
      return [...first, ...(await this.take(group.slice(half), options, record))];
    }
  }

  /** Somebody else may have created the slug since we looked; now there is something to compare with. */
  private async takeOne(
    product: FileProduct,
    error: unknown,
    options: ImportOptions,
    record: RecordResults,
  ): Promise<readonly ProductResult[]> {
    if (error instanceof SlugTaken && !options.dryRun) return this.takeTogether([product], options, record);
    return this.note([failed(product.line, this.explain(error))], record);
  }

  private async *readShopify(file: Readable, currency: string): AsyncGenerator<FileProduct> {
    const others = this.config.currencies.filter((other) => other !== currency);
    const terms = { main: currency, others, attributes: await this.attributes.keys() };
    for await (const parsed of parseShopifyCsv(file, terms)) yield parsed.kind === 'refused' ? parsed : taken(parsed, currency);
  }

  private async takeTogether(
    group: readonly FileProduct[],
    { dryRun }: ImportOptions,
    record: RecordResults,
    turn?: Turn,
  ): Promise<readonly ProductResult[]> {
    return this.database.transaction(async () => {
      turn?.begin();
      const products = group.filter((product) => product.kind === 'product');
      const outcomes = new Map((await this.writer.upsertAll(products)).map((outcome, index) => [products[index] as FileProduct, outcome]));
      const results = group.map((product) => this.resultOf(product, outcomes.get(product)));
      if (dryRun) throw new Rehearsed(results);
      await turn?.gate();
      await record(results);
      return results;
    });
  }

  private resultOf(product: FileProduct, outcome: BatchOutcome | undefined): ProductResult {
    const { line } = product;
    if (product.kind === 'refused') return { line, outcome: 'failed', problems: product.problems };
    if (outcome === undefined || outcome instanceof Problem) return failed(line, this.explain(outcome));
    return { line, outcome: outcome === 'unchanged' ? 'skipped' : outcome, problems: [] };
  }

  private async note(results: readonly ProductResult[], record: RecordResults): Promise<readonly ProductResult[]> {
    await this.database.transaction(() => record(results));
    return results;
  }

  /** A rule of the catalogue speaks for itself. */
  private explain(error: unknown): string {
    if (error instanceof Problem) return `${error.detail} Correct the product's rows and import them again.`;
    this.logger.error({ err: error }, 'A product of an import could not be stored');
    return 'The product could not be stored for an unexpected reason; the log of the server tells more. The other products are not affected.';
  }
}

function failed(line: number, problem: string): ProductResult {
  return { line, outcome: 'failed', problems: [{ line, problem }] };
}

function taken({ line, draft, told }: ParsedDraft, currency: string): TakenProduct {
  const size = draft.description.length + 1000 * draft.variants.length;
  return {
    kind: 'product',
    line,
    slug: draft.slug,
    size,
    draftFor: (stored) => (stored ? keepUntold(draft, stored, told, currency) : newOf(draft, told)),
  };
}
