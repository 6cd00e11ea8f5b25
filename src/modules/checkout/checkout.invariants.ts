import type { Invariant } from '../../platform/database';

const TAKEN = "('captured', 'part_refunded', 'refunded', 'disputed')";
const SOLD = "('paid', 'part_fulfilled', 'fulfilled', 'part_refunded', 'refunded')";

/** All of it went back, is on its way, or is held by the customer's bank; or it waits in the outbox; or staff are told that a refund failed. */
const RETURNED = `(payment.refunded + payment.disputed >= payment.captured OR payment.status = 'disputed' OR payment.attention IS NOT NULL
  OR EXISTS (SELECT 1 FROM platform_outbox outbox WHERE outbox.type = 'checkout.refund_due' AND JSON_UNQUOTE(JSON_EXTRACT(outbox.payload, '$.paymentId')) = payment.id))`;

/** What must be true between the rooms that checkout composes. */
export const checkoutInvariants: readonly Invariant[] = [
  {
    id: 'I4',
    says: 'no reservation is held 30 s past its end unless its payment is still open at the gateway',
    sql: `SELECT reservation.id, reservation.order_id FROM inventory_reservation reservation
          WHERE reservation.state = 'held' AND reservation.expires_at < UTC_TIMESTAMP(3) - INTERVAL 30 SECOND
            AND NOT EXISTS (SELECT 1 FROM payments_payment payment WHERE payment.order_id = reservation.order_id
                            AND payment.status IN ('processing', 'unknown', 'requires_action', 'authorised'))`,
  },
  {
    id: 'I5a',
    says: 'money that was taken belongs to an order that is sold, or is on its way back',
    sql: `SELECT payment.id, payment.status, orders.status AS order_status FROM payments_payment payment
          LEFT JOIN orders_order orders ON orders.id = payment.order_id
          WHERE payment.status IN ${TAKEN} AND (orders.id IS NULL OR orders.status NOT IN ${SOLD}) AND NOT ${RETURNED}`,
  },
  {
    id: 'I5b',
    says: 'a sold order was paid for: what was captured for it is its total',
    sql: `SELECT orders.id, orders.status, orders.grand_total, COALESCE(SUM(payment.captured), 0) AS captured FROM orders_order orders
          LEFT JOIN payments_payment payment ON payment.order_id = orders.id AND payment.status IN ${TAKEN}
          WHERE orders.status IN ${SOLD} GROUP BY orders.id, orders.status, orders.grand_total HAVING COALESCE(SUM(payment.captured), 0) <> orders.grand_total`,
  },
  {
    id: 'I6',
    says: 'no order keeps two captures: what was taken twice is on its way back',
    sql: `SELECT payment.order_id, COUNT(*) AS captures FROM payments_payment payment
          WHERE payment.captured > payment.refunded AND NOT ${RETURNED} GROUP BY payment.order_id HAVING COUNT(*) > 1
          UNION ALL
          SELECT payment.order_id, attempt.captured FROM payments_attempt attempt JOIN payments_payment payment ON payment.id = attempt.payment_id
          WHERE attempt.captured > 0 AND attempt.id <> payment.attempt_id AND payment.attention IS NULL
            AND attempt.captured <> COALESCE((SELECT SUM(refund.amount) FROM payments_refund refund
                                              WHERE refund.surplus_of = attempt.id AND refund.state <> 'failed'), 0)`,
  },
  {
    id: 'I17',
    says: 'what the order book says of a refund is what the payments say of it',
    sql: `SELECT refund.id, refund.state, noted.state AS noted, refund.amount, noted.amount AS noted_amount FROM orders_refund noted
          LEFT JOIN payments_refund refund ON refund.id = noted.id
          WHERE refund.id IS NULL OR refund.amount <> noted.amount OR refund.payment_id <> noted.payment_id
             OR (noted.state = 'pending') <> (refund.state IN ('pending', 'unknown')) OR (noted.state <> 'pending' AND noted.state <> refund.state)`,
  },
  {
    id: 'I9a',
    says: 'lines and shipping add up to the total of the order',
    sql: `SELECT orders.id, orders.grand_total, SUM(line.total) + orders.shipping_net + orders.shipping_tax AS added FROM orders_order orders
          JOIN orders_line line ON line.order_id = orders.id
          GROUP BY orders.id, orders.grand_total, orders.shipping_net, orders.shipping_tax
          HAVING SUM(line.total) + orders.shipping_net + orders.shipping_tax <> orders.grand_total`,
  },
  {
    id: 'I9b',
    says: 'the gateway is asked for the total of the order, and an order without a payment costs nothing',
    sql: `SELECT orders.id, orders.grand_total, payment.amount FROM orders_order orders LEFT JOIN payments_payment payment ON payment.order_id = orders.id
          WHERE (payment.id IS NULL AND orders.grand_total <> 0) OR (payment.id IS NOT NULL AND (payment.amount <> orders.grand_total OR payment.currency <> orders.currency))`,
  },
  {
    id: 'I12b',
    says: 'a cart is one order at most, and an ordered cart is closed',
    sql: `SELECT orders.id, cart.id AS cart_id, cart.status FROM orders_order orders LEFT JOIN cart_cart cart ON cart.id = orders.cart_id
          WHERE cart.id IS NULL OR cart.status <> 'checked_out'`,
  },
  {
    id: 'I12c',
    says: 'a closed cart has become an order',
    sql: `SELECT cart.id FROM cart_cart cart LEFT JOIN orders_order orders ON orders.cart_id = cart.id WHERE cart.status = 'checked_out' AND orders.id IS NULL`,
  },
  {
    id: 'I3b',
    says: 'only orders that wait for their payment hold goods, and every one of them does',
    sql: `SELECT orders.id, orders.status, reservation.state FROM orders_order orders JOIN inventory_reservation reservation ON reservation.order_id = orders.id
          WHERE (orders.status = 'pending_payment') <> (reservation.state = 'held')`,
  },
];
