import { Injectable } from '@nestjs/common';
import { Clock } from '../../../platform/clock';
import { Config } from '../../../platform/config';
import { Database } from '../../../platform/database';
import { NotFound, PreconditionFailed } from '../../../platform/http';
import { newId } from '../../../platform/ids';
import { Money, toInteger } from '../../../platform/money';
import { groupBy } from '../../../platform/group-by';
import { ShippingMethod, ShippingPrice } from '../pricing.entity';
import { InvalidShippingMethod } from '../pricing.errors';
import { TaxCategoriesService } from '../taxes/tax-categories.service';
import { ShippingOffers, parseCountries } from './shipping-offers';
import { checkShipping } from './shipping.rules';
import type { ShippingPriceTerms, ShippingTerms } from './shipping.rules';

export type ShippingMethodRecord = ShippingTerms & {
  readonly id: string;
  readonly version: number;
  readonly createdAt: Date;
  readonly updatedAt: Date;
};
type MethodRow = Omit<ShippingMethodRecord, 'prices' | 'countries' | 'active'> & {
  readonly countries: string | readonly string[] | null;
  readonly active: number;
};
type PriceRow = {
  readonly methodId: string;
  readonly currency: string;
  readonly amount: string | number;
  readonly freeFrom: string | number | null;
};

const COLUMNS = `m.id, m.title, m.description, m.tax_category AS taxCategory, m.countries, m.min_days AS minDays, m.max_days AS maxDays, m.position, m.active,
  m.version, m.created_at AS createdAt, m.updated_at AS updatedAt`;

@Injectable()
export class ShippingMethodsService {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly config: Config,
    private readonly taxes: TaxCategoriesService,
    private readonly offers: ShippingOffers,
  ) {}

  async create(terms: ShippingTerms): Promise<ShippingMethodRecord> {
    await this.check(terms);
    const id = newId('ship');
    const now = this.clock.now();
    return this.database.transaction(async () => {
      await this.database.repository(ShippingMethod).insert({ id, ...columnsOf(terms), version: 1, createdAt: now, updatedAt: now });
      await this.insertPrices(id, terms.prices);
      this.database.afterCommit(() => this.offers.forget());
      return this.get(id);
    });
  }

  async get(id: string): Promise<ShippingMethodRecord> {
    const [found] = await this.withPrices(
      await this.database.query<MethodRow>(`SELECT ${COLUMNS} FROM pricing_shipping_method m WHERE m.id = ?`, [id]),
    );
    if (!found) throw new NotFound('shipping method');
    return found;
  }

  /** Newest first, from below the given id. */
  async list(limit: number, before?: string): Promise<ShippingMethodRecord[]> {
    const where = before === undefined ? 'TRUE' : 'm.id < ?';
    const params = before === undefined ? [limit] : [before, limit];
    return this.withPrices(
      await this.database.query<MethodRow>(
        `SELECT ${COLUMNS} FROM pricing_shipping_method m WHERE ${where} ORDER BY m.id DESC LIMIT ?`,
        params,
      ),
    );
  }

  async count(): Promise<number> {
    const [row] = await this.database.query<{ total: string | number }>('SELECT COUNT(*) AS total FROM pricing_shipping_method');
    return Number(row?.total ?? 0);
  }

  /** Prices, when given, replace all that were there. */
  async update(id: string, changes: Partial<ShippingTerms>, expectedVersion?: number): Promise<ShippingMethodRecord> {
    return this.database.transaction(async () => {
      const current = await this.get(id);
      const version = expectedVersion ?? current.version;
      const terms: ShippingTerms = { ...current, ...changes };
      await this.check(terms);
      const set = { ...columnsOf(terms), version: version + 1, updatedAt: this.clock.now() };
      const { affected } = await this.database.repository(ShippingMethod).update({ id, version }, set);
      if (affected !== 1) throw new PreconditionFailed();
      if (changes.prices) {
        await this.database.execute('DELETE FROM pricing_shipping_price WHERE method_id = ?', [id]);
        await this.insertPrices(id, changes.prices);
      }
      this.database.afterCommit(() => this.offers.forget());
      return this.get(id);
    });
  }

  async remove(id: string, expectedVersion?: number): Promise<void> {
    const version = expectedVersion ?? (await this.get(id)).version;
    const removed = await this.database.execute('DELETE FROM pricing_shipping_method WHERE id = ? AND version = ?', [id, version]);
    this.database.afterCommit(() => this.offers.forget());
    if (removed === 1) return;
    await this.get(id);
    throw new PreconditionFailed();
  }

  private async check(terms: ShippingTerms): Promise<void> {
    checkShipping(terms, this.config.currencies);
    if (!(await this.taxes.exists(terms.taxCategory))) throw new InvalidShippingMethod(`There is no tax category "${terms.taxCategory}".`);
  }

  private async insertPrices(methodId: string, prices: readonly ShippingPriceTerms[]): Promise<void> {
    if (prices.length === 0) return;
    const rows = prices.map(({ price, freeFrom }) => ({
      methodId,
      currency: price.currency,
      amount: price.amount,
      freeFrom: freeFrom?.amount ?? null,
    }));
    await this.database.repository(ShippingPrice).insert(rows);
  }

  private async withPrices(methods: readonly MethodRow[]): Promise<ShippingMethodRecord[]> {
    if (methods.length === 0) return [];
    const rows = await this.database.query<PriceRow>(
      'SELECT method_id AS methodId, currency, amount, free_from AS freeFrom FROM pricing_shipping_price WHERE method_id IN (?) ORDER BY method_id, currency',
      [methods.map(({ id }) => id)],
    );
    const byMethod = groupBy(rows, ({ methodId }) => methodId);
    return methods.map((method) => ({
      ...method,
      active: Boolean(method.active),
      countries: parseCountries(method.countries),
      prices: (byMethod.get(method.id) ?? []).map(toPrice),
    }));
  }
}

function toPrice({ currency, amount, freeFrom }: PriceRow): ShippingPriceTerms {
  return { price: Money.of(toInteger(amount), currency), freeFrom: freeFrom === null ? null : Money.of(toInteger(freeFrom), currency) };
}

function columnsOf(terms: ShippingTerms) {
  const { title, description, taxCategory, countries, minDays, maxDays, position, active } = terms;
  return { title, description, taxCategory, countries, minDays, maxDays, position, active };
}
