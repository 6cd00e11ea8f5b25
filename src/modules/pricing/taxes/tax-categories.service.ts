import { Injectable } from '@nestjs/common';
import { Clock } from '../../../platform/clock';
import { Database, isAscii, isDuplicateKey } from '../../../platform/database';
import { NotFound, PreconditionFailed } from '../../../platform/http';
import { newId } from '../../../platform/ids';
import { add, compare, isDecimal, parseDecimal } from '../calculation/rational';
import { groupBy } from '../../../platform/group-by';
import { TaxCategory, TaxRateRow } from '../pricing.entity';
import { InvalidTaxRates, TaxCategoryCodeTaken, TaxCategoryInUse } from '../pricing.errors';
import { Recent } from '../recent';
import { STANDARD, TaxPlace } from './tax-place';
import type { Destination, TaxRow } from './tax-place';

export type RegionalRate = { readonly country: string; readonly region: string | null; readonly name: string; readonly rate: string };
export type TaxCategoryDraft = { readonly code: string; readonly title: string; readonly rates: readonly RegionalRate[] };
export type TaxCategoryRecord = TaxCategoryDraft & {
  readonly id: string;
  readonly version: number;
  readonly createdAt: Date;
  readonly updatedAt: Date;
};
type CategoryRow = Omit<TaxCategoryRecord, 'rates'>;

const COLUMNS = 'c.id, c.code, c.title, c.version, c.created_at AS createdAt, c.updated_at AS updatedAt';

@Injectable()
export class TaxCategoriesService {
  private readonly recent = new Recent<TaxPlace>();

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** As it was half a second ago at most; for showing, not for charging. */
  async recentlyAt(destination: Destination): Promise<TaxPlace> {
    return this.recent.get(`${destination.country} ${destination.region?.trim() ?? ''}`, () => this.at(destination));
  }

  /** One statement: every category with its rates there. */
  async at(destination: Destination): Promise<TaxPlace> {
    const rows = await this.database.query<TaxRow>(
      `SELECT c.code, r.region, r.name, r.rate FROM pricing_tax_category c
       LEFT JOIN pricing_tax_rate r ON r.category_id = c.id AND r.country = ? AND r.region IN ('', ?)`,
      [destination.country, destination.region?.trim() ?? ''],
    );
    return TaxPlace.of(destination.country, rows);
  }

  async create(draft: TaxCategoryDraft): Promise<TaxCategoryRecord> {
    checkRates(draft.rates);
    const id = newId('tax');
    const now = this.clock.now();
    return this.database.transaction(async () => {
      try {
        await this.database
          .repository(TaxCategory)
          .insert({ id, code: draft.code, title: draft.title, version: 1, createdAt: now, updatedAt: now });
      } catch (error) {
        if (isDuplicateKey(error, 'pricing_tax_category_code')) throw new TaxCategoryCodeTaken(draft.code);
        throw error;
      }
      await this.insertRates(id, draft.rates);
      this.database.afterCommit(() => this.recent.clear());
      return this.get(id);
    });
  }

  async get(id: string): Promise<TaxCategoryRecord> {
    const [found] = await this.withRates(
      await this.database.query<CategoryRow>(`SELECT ${COLUMNS} FROM pricing_tax_category c WHERE c.id = ?`, [id]),
    );
    if (!found) throw new NotFound('tax category');
    return found;
  }

  /** Newest first, from below the given id. */
  async list(limit: number, before?: string): Promise<TaxCategoryRecord[]> {
    const where = before === undefined ? 'TRUE' : 'c.id < ?';
    const params = before === undefined ? [limit] : [before, limit];
    return this.withRates(
      await this.database.query<CategoryRow>(
        `SELECT ${COLUMNS} FROM pricing_tax_category c WHERE ${where} ORDER BY c.id DESC LIMIT ?`,
        params,
      ),
    );
  }

  async count(): Promise<number> {
    const [row] = await this.database.query<{ total: string | number }>('SELECT COUNT(*) AS total FROM pricing_tax_category');
    return Number(row?.total ?? 0);
  }

  async exists(code: string): Promise<boolean> {
    return isAscii(code) && (await this.database.query('SELECT 1 FROM pricing_tax_category WHERE code = ?', [code])).length > 0;
  }

  /** Rates, when given, replace all that were there. */
  async update(id: string, changes: Partial<Omit<TaxCategoryDraft, 'code'>>, expectedVersion?: number): Promise<TaxCategoryRecord> {
    if (changes.rates) checkRates(changes.rates);
    return this.database.transaction(async () => {
      const current = await this.get(id);
      const version = expectedVersion ?? current.version;
      const updated = await this.database.execute(
        'UPDATE pricing_tax_category SET title = ?, version = version + 1, updated_at = ? WHERE id = ? AND version = ?',
        [changes.title ?? current.title, this.clock.now(), id, version],
      );
      if (updated !== 1) throw new PreconditionFailed();
      if (changes.rates) {
        await this.database.execute('DELETE FROM pricing_tax_rate WHERE category_id = ?', [id]);
        await this.insertRates(id, changes.rates);
      }
      this.database.afterCommit(() => this.recent.clear());
      return this.get(id);
    });
  }

  async remove(id: string, expectedVersion?: number): Promise<void> {
    const current = await this.get(id);
    const version = expectedVersion ?? current.version;
    const removed = await this.database.execute(
      `DELETE FROM pricing_tax_category WHERE id = ? AND version = ? AND code <> ?
       AND NOT EXISTS (SELECT 1 FROM pricing_shipping_method m WHERE m.tax_category = pricing_tax_category.code)`,
      [id, version, STANDARD],
    );
    this.database.afterCommit(() => this.recent.clear());
    if (removed === 1) return;
    if ((await this.get(id)).version !== version) throw new PreconditionFailed();
    throw new TaxCategoryInUse(
      current.code === STANDARD ? 'The standard category stays.' : `A shipping method is taxed as "${current.code}".`,
    );
  }

  private async insertRates(categoryId: string, rates: readonly RegionalRate[]): Promise<void> {
    if (rates.length === 0) return;
    const rows = rates.map((rate) => ({ ...rate, id: newId('rate'), categoryId, region: rate.region ?? '' }));
    try {
      await this.database.repository(TaxRateRow).insert(rows);
    } catch (error) {
      // The database's collation knows more spellings of one name than our own check.
      if (isDuplicateKey(error, 'pricing_tax_rate_place')) throw new InvalidTaxRates('Two rates for one place have the same name.');
      throw error;
    }
  }

  private async withRates(categories: readonly CategoryRow[]): Promise<TaxCategoryRecord[]> {
    if (categories.length === 0) return [];
    const rows = await this.database.query<RegionalRate & { categoryId: string }>(
      `SELECT category_id AS categoryId, country, NULLIF(region, '') AS region, name, rate FROM pricing_tax_rate WHERE category_id IN (?)
       ORDER BY country, region, name`,
      [categories.map(({ id }) => id)],
    );
    const byCategory = groupBy(rows, ({ categoryId }) => categoryId);
    return categories.map((category) => ({
      ...category,
      rates: (byCategory.get(category.id) ?? []).map(({ country, region, name, rate }) => ({ country, region, name, rate })),
    }));
  }
}

/** @throws InvalidTaxRates naming the first contradiction */
export function checkRates(rates: readonly RegionalRate[]): void {
  const places = groupBy(rates, ({ country, region }) => `${country} ${region?.toUpperCase() ?? ''}`.trim());
  for (const [place, components] of places) {
    const names = components.map(({ name }) => name.toUpperCase());
    if (new Set(names).size < names.length) throw new InvalidTaxRates(`Two rates for ${place} have the same name.`);
    const unreadable = components.find(({ rate }) => !isDecimal(rate));
    if (unreadable) throw new InvalidTaxRates(`"${unreadable.rate}" is not a rate; 19 % is written "0.19".`);
    const combined = components.reduce((sum, { rate }) => add(sum, parseDecimal(rate)), parseDecimal('0'));
    if (compare(combined, parseDecimal('1')) > 0) throw new InvalidTaxRates(`The rates for ${place} add up to more than 1 (100 %).`);
  }
}
