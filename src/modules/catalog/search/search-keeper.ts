import { Injectable } from '@nestjs/common';
import { Database } from '../../../platform/database';
import { Every } from '../../../platform/jobs';
import { toInteger } from '../../../platform/money';
import { ProductLoader } from '../product-loader';
import { SearchIndex } from './search-index';
import { INDEX_VERSION } from './searchable-product';

const BATCH = 50;
const SURVEY_STEP = 2_000;

/** Indexes what was not indexed by whoever wrote it: products of older databases and by older rules, and those whose surroundings have changed. */
@Injectable()
export class SearchKeeper {
  private surveyed = false;

  constructor(
    private readonly database: Database,
    private readonly loader: ProductLoader,
    private readonly index: SearchIndex,
  ) {}

  @Every({ name: 'catalog.search', everyMs: 2_000 })
  async keep(): Promise<void> {
    if (!this.surveyed) await this.survey();
    this.surveyed = true;
    await this.renew();
  }

  private async renew(): Promise<void> {
    for (;;) {
      const rows = await this.database.query<{ id: string }>(
        'SELECT product_id AS id FROM catalog_search_source WHERE index_version < ? ORDER BY index_version, product_id LIMIT ?',
        [INDEX_VERSION, BATCH],
      );
      if (rows.length === 0) return;
      await this.write(rows.map(({ id }) => id));
    }
  }

  /** Once in the life of a process: products that the index has never heard of. */
  private async survey(): Promise<void> {
    for (let after: string | undefined = ''; after !== undefined;) {
      const rows: { id: string; known: unknown }[] = await this.database.query(
        `SELECT p.id, s.product_id IS NOT NULL AS known
           FROM (SELECT id FROM catalog_product WHERE id > ? ORDER BY id LIMIT ?) p LEFT JOIN catalog_search_source s ON s.product_id = p.id
          ORDER BY p.id`,
        [after, SURVEY_STEP],
      );
      const unknown = rows.filter(({ known }) => toInteger(known) === 0).map(({ id }) => id);
      for (let i = 0; i < unknown.length; i += BATCH) await this.write(unknown.slice(i, i + BATCH));
      after = rows.at(-1)?.id;
    }
  }

  /** The products are locked: of two writers of a product the later one has read the later state. */
  private async write(ids: readonly string[]): Promise<void> {
    await this.database.transaction(async () => this.index.write(await this.loader.lockAll(ids)));
  }
}
