import { Injectable } from '@nestjs/common';
import { Database } from '../../../platform/database';
import { couponColumns, toCoupon, wantedCodes } from '../promotions/promotion.rows';
import type { CouponRecord, CouponRow } from '../promotions/promotion.rows';
import { OFFER_COLUMNS, toOffer } from '../shipping/shipping-offers';
import type { OfferRow } from '../shipping/shipping-offers';
import type { ShippingOffer } from '../shipping/shipping.rules';
import { TaxPlace } from '../taxes/tax-place';
import type { Destination, TaxRow } from '../taxes/tax-place';

export interface PriceSources {
  readonly place: TaxPlace;
  readonly offer: ShippingOffer | null;
  readonly coupons: ReadonlyMap<string, CouponRecord>;
}

interface Wanted {
  readonly destination: Destination;
  readonly currency: string;
  readonly shippingMethodId: string | null;
  readonly couponCodes: readonly string[];
  readonly customerKey: string | undefined;
}

type Row = Readonly<Record<string, unknown>>;

/** What a price that is charged is made of beside the goods, as it is now: tax rates, the shipping method and the coupons, in one statement. */
@Injectable()
export class PriceSourcesReader {
  constructor(private readonly database: Database) {}

  async read({ destination, currency, shippingMethodId, couponCodes, customerKey }: Wanted): Promise<PriceSources> {
    const codes = wantedCodes(couponCodes);
    const coupon = couponColumns(customerKey);
    const rows = await this.database.query<Row>(
      `SELECT c.code AS tax_code, r.region AS tax_region, r.name AS tax_name, r.rate AS tax_rate,
         ${prefixed(OFFER_COLUMNS, 'offer_')}, ${prefixed(coupon.sql, 'coupon_')}
       FROM (SELECT 1 AS one) base
       LEFT JOIN pricing_tax_category c ON TRUE
       LEFT JOIN pricing_tax_rate r ON r.category_id = c.id AND r.country = ? AND r.region IN ('', ?)
       LEFT JOIN pricing_shipping_method m ON m.id = ?
       LEFT JOIN pricing_shipping_price s ON s.method_id = m.id AND s.currency = ?
       LEFT JOIN pricing_promotion p ON p.code IN (?)`,
      [
        ...coupon.params,
        destination.country,
        destination.region?.trim() ?? '',
        shippingMethodId,
        currency,
        codes.length > 0 ? codes : [null],
      ],
    );
    const offers = parts<OfferRow>(rows, 'offer_', ({ id }) => id);
    const coupons = parts<CouponRow>(rows, 'coupon_', ({ id }) => id);
    const rates = parts<TaxRow>(rows, 'tax_', ({ code, region, name }) => code && JSON.stringify([code, region, name]));
    return {
      place: TaxPlace.of(destination.country, rates),
      offer: offers[0] ? toOffer(offers[0]) : null,
      coupons: new Map(coupons.map((row) => [row.code, toCoupon(row)])),
    };
  }
}

/** `p.min_subtotal AS minSubtotal` becomes `p.min_subtotal AS coupon_minSubtotal`, `p.id` becomes `p.id AS coupon_id`. */
function prefixed(columns: readonly string[], prefix: string): string {
  return columns
    .map((column) =>
      column.includes(' AS ') ? column.replace(/ AS (?=\w+$)/, ` AS ${prefix}`) : `${column} AS ${prefix}${column.slice(2)}`,
    )
    .join(', ');
}

/** Each of the joined things once, however many of the others stood beside it. */
function parts<T>(rows: readonly Row[], prefix: string, keyOf: (part: T) => string | null): T[] {
  const names = Object.keys(rows[0] ?? {}).filter((name) => name.startsWith(prefix));
  const found = new Map<string, T>();
  for (const row of rows) {
    const part: Record<string, unknown> = {};
    for (const name of names) part[name.slice(prefix.length)] = row[name];
    const key = keyOf(part as T);
    if (key !== null && !found.has(key)) found.set(key, part as T);
  }
  return [...found.values()];
}
