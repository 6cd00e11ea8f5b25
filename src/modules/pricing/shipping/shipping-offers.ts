import { Injectable } from '@nestjs/common';
import { Database } from '../../../platform/database';
import { toInteger } from '../../../platform/money';
import type { ShippingOffer } from './shipping.rules';

type Wide = string | number | null;
type OfferRow = Omit<ShippingOffer, 'countries' | 'active' | 'amount' | 'freeFrom'> & {
  readonly countries: string | readonly string[] | null;
  readonly active: number;
  readonly amount: Wide;
  readonly freeFrom: Wide;
};

const SELECT = `SELECT m.id, m.title, m.description, m.tax_category AS taxCategory, m.countries, m.min_days AS minDays, m.max_days AS maxDays, m.active,
    p.amount, p.free_from AS freeFrom
  FROM pricing_shipping_method m LEFT JOIN pricing_shipping_price p ON p.method_id = m.id AND p.currency = ?`;

/** The reading side of shipping methods: flat rows, one statement. */
@Injectable()
export class ShippingOffers {
  constructor(private readonly database: Database) {}

  async find(id: string, currency: string): Promise<ShippingOffer | null> {
    const [row] = await this.database.query<OfferRow>(`${SELECT} WHERE m.id = ?`, [currency, id]);
    return row ? toOffer(row) : null;
  }

  async active(currency: string): Promise<ShippingOffer[]> {
    const rows = await this.database.query<OfferRow>(`${SELECT} WHERE m.active = 1 ORDER BY m.position, m.id`, [currency]);
    return rows.map(toOffer);
  }
}

function toOffer(row: OfferRow): ShippingOffer {
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
