import type { Pool } from 'mysql2/promise';
import { Refusal, hashOf, money, parsed, rows } from './support';
import type { Asked } from './support';

interface OrderRow {
  readonly id: string;
  readonly number: string;
  readonly status: string;
  readonly version: number;
  readonly currency: string;
  readonly email: string;
  readonly shipping_address: unknown;
  readonly shipping_method: unknown;
  readonly subtotal: number;
  readonly shipping_total: number;
  readonly tax_total: number;
  readonly grand_total: number;
  readonly tax_breakdown: unknown;
  readonly placed_at: Date;
  readonly paid_at: Date | null;
}

interface LineRow {
  readonly id: string;
  readonly variant_id: string;
  readonly product_id: string;
  readonly sku: string | null;
  readonly title: string;
  readonly variant_title: string;
  readonly image_url: string | null;
  readonly quantity: number;
  readonly unit_price: number;
  readonly subtotal: number;
  readonly tax: number;
  readonly total: number;
}

export async function readOrder(pool: Pool, { id, headers }: Asked): Promise<object> {
  const [order] = await rows<OrderRow>(pool, 'SELECT * FROM bare_order WHERE id = ? AND token_hash = ?', [
    id,
    hashOf(headers['x-order-token']),
  ]);
  if (!order) throw new Refusal(404, 'There is no such order.');
  const [lines, payments] = await Promise.all([
    rows<LineRow>(pool, 'SELECT * FROM bare_order_line WHERE order_id = ? ORDER BY id', [id]),
    rows<{ id: string; status: string; amount: number; created_at: Date }>(
      pool,
      'SELECT id, status, amount, created_at FROM bare_payment WHERE order_id = ?',
      [id],
    ),
  ]);
  const of = (amount: number) => money(Number(amount), order.currency);
  const address = { line2: null, region: null, phone: null, ...parsed<object>(order.shipping_address) };
  return {
    ...{ id, number: order.number, status: order.status, version: order.version, currency: order.currency, email: order.email },
    ...{ customerId: null, placedAt: order.placed_at.toISOString(), paidAt: order.paid_at?.toISOString() ?? null },
    ...{
      cancelledAt: null,
      cancelReason: null,
      shippingAddress: address,
      billingAddress: address,
      shippingMethod: parsed(order.shipping_method),
    },
    lines: lines.map((line) => ({
      ...{ id: line.id, variantId: line.variant_id, productId: line.product_id, sku: line.sku, title: line.title },
      ...{ variantTitle: line.variant_title, imageUrl: line.image_url, quantity: line.quantity, fulfilledQuantity: 0, refundedQuantity: 0 },
      ...{ unitPrice: of(line.unit_price), subtotal: of(line.subtotal), discount: of(0), tax: of(line.tax), total: of(line.total) },
    })),
    ...{ subtotal: of(order.subtotal), discountTotal: of(0), shippingTotal: of(order.shipping_total), taxTotal: of(order.tax_total) },
    total: of(order.grand_total),
    taxBreakdown: parsed<{ rate: string; base: number; tax: number }[]>(order.tax_breakdown).map((row) => ({
      ...{ rate: row.rate, base: of(row.base), tax: of(row.tax) },
    })),
    ...{ coupons: [], fulfilments: [], refunds: [] },
    payments: payments.map((row) => ({
      ...{ id: row.id, status: row.status, amount: of(row.amount), refunded: of(0), createdAt: row.created_at.toISOString() },
    })),
    history: [
      { version: 1, from: null, to: 'pending_payment', at: order.placed_at.toISOString() },
      ...(order.paid_at ? [{ version: 2, from: 'pending_payment', to: 'paid', at: order.paid_at.toISOString() }] : []),
    ],
  };
}
