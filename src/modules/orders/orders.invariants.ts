import type { Invariant } from '../../platform/database';

export const ordersInvariants: readonly Invariant[] = [
  {
    id: 'I9',
    says: 'The lines, shipping and tax of every order add up to its total',
    sql: `SELECT o.id, o.grand_total, o.tax_total, SUM(l.total) + o.shipping_net + o.shipping_tax AS counted
          FROM orders_order o LEFT JOIN orders_line l ON l.order_id = o.id
          GROUP BY o.id, o.subtotal, o.discount_total, o.grand_total, o.tax_total, o.shipping_net, o.shipping_tax
          HAVING COUNT(l.id) = 0
            OR SUM(l.total) + o.shipping_net + o.shipping_tax <> o.grand_total
            OR SUM(l.net) + o.shipping_net + o.tax_total <> o.grand_total
            OR SUM(l.tax) + o.shipping_tax <> o.tax_total
            OR SUM(l.subtotal) <> o.subtotal OR SUM(l.discount) <> o.discount_total
            OR SUM(l.unit_price * l.quantity <> l.subtotal) > 0 OR SUM(l.net + l.tax <> l.total) > 0`,
  },
  {
    id: 'I10-orders',
    says: 'No amount of an order is negative, and nothing was sent that was not ordered',
    sql: `SELECT o.id FROM orders_order o
          WHERE LEAST(o.subtotal, o.discount_total, o.shipping_total, o.shipping_net, o.shipping_tax, o.tax_total, o.grand_total) < 0
          UNION ALL
          SELECT l.id FROM orders_line l LEFT JOIN orders_fulfilment_line f ON f.line_id = l.id
          GROUP BY l.id, l.quantity, l.fulfilled, l.withdrawn, l.unit_price, l.subtotal, l.discount, l.net, l.tax, l.total
          HAVING LEAST(l.unit_price, l.subtotal, l.discount, l.net, l.tax, l.total, l.fulfilled, l.withdrawn) < 0
            OR l.fulfilled + l.withdrawn > l.quantity OR l.fulfilled <> COALESCE(SUM(f.quantity), 0)`,
  },
  {
    id: 'I10-refunds',
    says: 'A line says what its live refunds say, a refund adds up, and no more tax goes back than was charged',
    sql: `SELECT l.id FROM orders_line l
          LEFT JOIN orders_refund_line r ON r.line_id = l.id LEFT JOIN orders_refund f ON f.id = r.refund_id
          GROUP BY l.id, l.refunded, l.refunded_amount, l.withdrawn
          HAVING l.refunded <> COALESCE(SUM(IF(f.state <> 'failed', r.quantity, 0)), 0)
            OR l.refunded_amount <> COALESCE(SUM(IF(f.state <> 'failed', r.amount, 0)), 0)
            OR l.withdrawn > l.refunded
          UNION ALL
          SELECT f.id FROM orders_refund f LEFT JOIN orders_refund_line r ON r.refund_id = f.id
          GROUP BY f.id, f.amount, f.shipping, f.adjustment HAVING f.amount <> COALESCE(SUM(r.amount), 0) + f.shipping + f.adjustment
          UNION ALL
          SELECT o.id FROM orders_order o LEFT JOIN orders_refund f ON f.order_id = o.id AND f.state <> 'failed'
          GROUP BY o.id, o.tax_total, o.shipping_refunded
          HAVING COALESCE(SUM(f.tax), 0) > o.tax_total OR o.shipping_refunded <> COALESCE(MAX(f.with_shipping), 0)`,
  },
  {
    id: 'I12',
    says: 'There is at most one order per cart',
    sql: 'SELECT cart_id, COUNT(*) AS orders FROM orders_order GROUP BY cart_id HAVING COUNT(*) > 1',
  },
  {
    id: 'I15',
    says: 'Order numbers are unique, and every version of an order has its line of history, the last of which names its state',
    sql: `SELECT number AS what FROM orders_order GROUP BY number HAVING COUNT(*) > 1
          UNION ALL
          SELECT o.id FROM orders_order o LEFT JOIN orders_history h ON h.order_id = o.id
          GROUP BY o.id, o.version, o.status
          HAVING COUNT(h.version) <> o.version OR COALESCE(MAX(CASE WHEN h.version = o.version THEN h.to_status END), '') <> o.status`,
  },
];
