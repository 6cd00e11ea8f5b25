import type { Readable } from 'node:stream';
import { Injectable, Logger } from '@nestjs/common';
import { Config } from '../../../platform/config';
import { CommitOutcomeUnknown, Database, DatabaseBusy, isRetryable } from '../../../platform/database';
import { Problem } from '../../../platform/http';
import type { ProductDraft, UpsertOutcome } from '../catalog-draft';
import { CatalogWriter } from '../catalog-writer';
import { ProductLoader } from '../product-loader';
import type { RowProblem } from './csv-records';
import { keepUntold } from './keep-untold';
import type { Told } from './keep-untold';
import { parseShopifyCsv } from './shopify-csv';
import type { ParsedProduct } from './shopify-product';
import type { Currencies } from './shopify-variants';

export type ImportOutcome = 'created' | 'updated' | 'skipped' | 'failed';

/** What became of one product of the file. */
export interface ProductResult {
  readonly line: number;
  readonly outcome: ImportOutcome;
  readonly problems: readonly RowProblem[];
}

export interface ImportOptions {
  readonly currency: string;
  readonly dryRun: boolean;
}

/** Writes down a result; called inside the transaction that writes the product, so that both happen or neither. */
export type RecordResult = (result: ProductResult) => Promise<void>;

/** Another process has taken the import over, or it has ended; this attempt must write nothing more. */
export class LostClaim extends Error {
  override readonly name = 'LostClaim';
}

/** Ends the transaction of a rehearsal. */
class Rehearsed extends Error {
  constructor(readonly outcome: UpsertOutcome) {
    super('A dry run keeps nothing');
  }
}

const isPassing = (error: unknown): boolean => isRetryable(error) || error instanceof DatabaseBusy || error instanceof CommitOutcomeUnknown;
const outcomeOf = (outcome: UpsertOutcome): ImportOutcome => (outcome === 'unchanged' ? 'skipped' : outcome);

/** Takes products from a file, one transaction each. A product that is already what the file says is skipped, so a file can be taken again. */
@Injectable()
export class ProductImport {
  private readonly logger = new Logger('ProductImport');

  constructor(
    private readonly config: Config,
    private readonly database: Database,
    private readonly loader: ProductLoader,
    private readonly writer: CatalogWriter,
  ) {}

  /** @throws UnreadableFile when the file as a whole cannot be understood */
  read(file: Readable, currency: string): AsyncGenerator<ParsedProduct> {
    return parseShopifyCsv(file, this.currencies(currency));
  }

  async take(parsed: ParsedProduct, options: ImportOptions, record: RecordResult): Promise<void> {
    if (parsed.kind === 'refused') return this.refuse(parsed.line, parsed.problems, record);
    try {
      await this.write(parsed.line, parsed.draft, parsed.told, options, record);
    } catch (error) {
      if (error instanceof Rehearsed) return this.note({ line: parsed.line, outcome: outcomeOf(error.outcome), problems: [] }, record);
      await this.refuse(parsed.line, [{ line: parsed.line, problem: this.explain(error) }], record);
    }
  }

  private async write(
    line: number,
    draft: ProductDraft,
    told: Told,
    { currency, dryRun }: ImportOptions,
    record: RecordResult,
  ): Promise<void> {
    await this.database.transaction(async () => {
      const stored = await this.loader.lock('slug', draft.slug);
      const outcome = await this.writer.upsertProduct(stored ? keepUntold(draft, stored, told, currency) : draft);
      if (dryRun) throw new Rehearsed(outcome);
      await record({ line, outcome: outcomeOf(outcome), problems: [] });
    });
  }

  private refuse(line: number, problems: readonly RowProblem[], record: RecordResult): Promise<void> {
    return this.note({ line, outcome: 'failed', problems }, record);
  }

  private note(result: ProductResult, record: RecordResult): Promise<void> {
    return this.database.transaction(() => record(result));
  }

  /** A rule of the catalogue speaks for itself; a passing trouble of the database is not the file's fault and ends the attempt. */
  private explain(error: unknown): string {
    if (error instanceof LostClaim || isPassing(error)) throw error;
    if (error instanceof Problem) return `${error.detail} Correct the product's rows and import them again.`;
    this.logger.error({ err: error }, 'A product of an import could not be stored');
    return 'The product could not be stored for an unexpected reason; the log of the server tells more. The other products are not affected.';
  }

  private currencies(main: string): Currencies {
    return { main, others: this.config.currencies.filter((currency) => currency !== main) };
  }
}
