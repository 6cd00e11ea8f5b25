import { Injectable } from '@nestjs/common';
import { Clock } from '../../../platform/clock';
import { Config } from '../../../platform/config';
import { Database } from '../../../platform/database';
import { Every } from '../../../platform/jobs';
import { toInteger } from '../../../platform/money';
import { PageBuilder } from './page-builder';
import { PageStore } from './page-store';
import { PageVersion } from './page-version';

const BATCH = 50;
const SURVEY_STEP = 2_000;
const SURVEY_EVERY_MS = 10 * 60_000;

interface PageCount {
  readonly id: string;
  readonly pages: unknown;
}

/** Writes the pages that are missing or outdated. Nothing waits for it: until then they are made whenever they are read. */
@Injectable()
export class PageKeeper {
  private nextSurvey = 0;

  constructor(
    private readonly clock: Clock,
    private readonly config: Config,
    private readonly database: Database,
    private readonly builder: PageBuilder,
    private readonly pages: PageStore,
    private readonly version: PageVersion,
  ) {}

  @Every({ name: 'catalog.pages', everyMs: 2_000 })
  async keep(): Promise<void> {
    const now = this.clock.now().getTime();
    if (now >= this.nextSurvey) {
      await this.survey();
      this.nextSurvey = now + SURVEY_EVERY_MS;
    }
    await this.renew();
  }

  /** Those that something has outdated. */
  private async renew(): Promise<void> {
    for (;;) {
      const rows = await this.database.query<{ id: string }>(
        'SELECT DISTINCT product_id AS id FROM catalog_page WHERE outdated = 1 ORDER BY product_id LIMIT ?',
        [BATCH],
      );
      if (rows.length === 0) return;
      await this.write(rows.map(({ id }) => id));
    }
  }

  /** Now and then: products from before there were pages, written by another release that still runs, or without one in a new currency. */
  private async survey(): Promise<void> {
    for (let after: string | undefined = ''; after !== undefined;) {
      const rows: PageCount[] = await this.counts(after);
      const lacking = rows.filter(({ pages }) => toInteger(pages) < this.expected).map(({ id }) => id);
      for (let i = 0; i < lacking.length; i += BATCH) await this.write(lacking.slice(i, i + BATCH));
      after = rows.at(-1)?.id;
    }
  }

  private counts(after: string): Promise<PageCount[]> {
    return this.database.query<PageCount>(
      `SELECT p.id, COUNT(g.product_id) AS pages
         FROM (SELECT id, version FROM catalog_product WHERE id > ? AND status = 'published' ORDER BY id LIMIT ?) p
         LEFT JOIN catalog_page g ON g.product_id = p.id AND ${this.version.isPresent} AND g.currency IN (?) AND g.locale IN (?)
        GROUP BY p.id ORDER BY p.id`,
      [after, SURVEY_STEP, this.config.currencies, this.builder.locales],
    );
  }

  private get expected(): number {
    return this.config.currencies.length * this.builder.locales.length;
  }

  private async write(productIds: readonly string[]): Promise<void> {
    await this.database.transaction(async () => {
      await this.pages.write(productIds);
      await this.clear(productIds);
    });
  }

  /** Nobody writes pages of a language or a currency that the shop has no more, so those would stay outdated for ever. */
  private async clear(productIds: readonly string[]): Promise<void> {
    await this.database.execute(
      'DELETE FROM catalog_page WHERE outdated = 1 AND product_id IN (?) AND (currency NOT IN (?) OR locale NOT IN (?))',
      [productIds, this.config.currencies, this.builder.locales],
    );
  }
}
