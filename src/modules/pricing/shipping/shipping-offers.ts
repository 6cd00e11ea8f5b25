import { Injectable } from '@nestjs/common';
import { Database } from '../../../platform/database';
import { toInteger } from '../../../platform/money';
import { Recent } from '../recent';
import type { ShippingOffer } from './shipping.rules';

type Wide = string | number | null;
export type OfferRow = Omit<ShippingOffer, 'countries' | 'active' | 'amount' | 'freeFrom'> & {
  readonly countries: string | readonly string[] | null;
  readonly active: number;
  readonly amount: Wide;
  readonly freeFrom: Wide;
};

/** Of `pricing_shipping_method m` with its price `s`. */
export const OFFER_COLUMNS = [
  ...['m.id', 'm.title', 'm.description', 'm.tax_category AS taxCategory', 'm.countries', 'm.min_days AS minDays', 'm.max_days AS maxDays'],
  ...['m.active', 's.amount', 's.free_from AS freeFrom'],
] as const;

const SELECT = `SELECT ${OFFER_COLUMNS.join(', ')}
  FROM pricing_shipping_method m LEFT JOIN pricing_shipping_price s ON s.method_id = m.id AND s.currency = ?`;

/** The reading side of shipping methods: flat rows, one statement. */
@Injectable()
export class ShippingOffers {
  private readonly kept = new Recent<readonly ShippingOffer[]>();

  constructor(private readonly database: Database) {}

  async find(id: string, currency: string): Promise<ShippingOffer | null> {
    const [row] = await this.database.query<OfferRow>(`${SELECT} WHERE m.id = ?`, [currency, id]);
    return row ? toOffer(row) : null;
  }

  /** As they were half a second ago at most, those included that are no longer offered; for showing, not for charging. */
  async recent(currency: string): Promise<readonly ShippingOffer[]> {
    return this.kept.get(currency, async () =>
      (await this.database.query<OfferRow>(`${SELECT} ORDER BY m.position, m.id`, [currency])).map(toOffer),
    );
  }

  forget(): void {
    this.kept.clear();
  }
}

export function toOffer(row: OfferRow): ShippingOffer {
  const amount = (value: Wide) => (value === null ? null : toInteger(value));
  return {
    ...row,
    active: Boolean(row.active),
    countries: parseCountries(row.countries),
    amount: amount(row.amount),
    freeFrom: amount(row.freeFrom),
  };
}

/** MariaDB hands JSON out as text, MySQL as a value. */
export function parseCountries(value: string | readonly string[] | null): readonly string[] | null {
  if (typeof value !== 'string') return value;
  const parsed: unknown = JSON.parse(value);
  return Array.isArray(parsed) ? parsed.map(String) : null;
}
