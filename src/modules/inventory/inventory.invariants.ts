import type { Invariant } from '../../platform/database';

export const inventoryInvariants: readonly Invariant[] = [
  {
    id: 'I1',
    says: 'Of every variant, at least nothing and at most everything on hand is reserved',
    sql: 'SELECT variant_id, on_hand, reserved FROM inventory_stock WHERE reserved < 0 OR reserved > on_hand',
  },
  {
    id: 'I2',
    says: 'The movements of every variant add up to what is on hand',
    sql: `SELECT s.variant_id, s.on_hand, COALESCE(SUM(m.quantity), 0) AS moved
          FROM inventory_stock s LEFT JOIN inventory_movement m ON m.variant_id = s.variant_id
          GROUP BY s.variant_id, s.on_hand HAVING s.on_hand <> COALESCE(SUM(m.quantity), 0)`,
  },
  {
    id: 'I3',
    says: 'The held reservations of every variant add up to what is reserved',
    sql: `SELECT s.variant_id, s.reserved, COALESCE(SUM(r.quantity), 0) AS held
          FROM inventory_stock s LEFT JOIN inventory_reservation r ON r.variant_id = s.variant_id AND r.state = 'held'
          GROUP BY s.variant_id, s.reserved HAVING s.reserved <> COALESCE(SUM(r.quantity), 0)`,
  },
  {
    id: 'I10-stock',
    says: 'Every reservation is of something, and what an order sold and took back agrees with the movements',
    sql: `SELECT r.order_id, r.variant_id, r.state, r.quantity, r.restocked
          FROM inventory_reservation r
          LEFT JOIN inventory_movement m ON m.variant_id = r.variant_id AND m.order_id = r.order_id
          GROUP BY r.id, r.order_id, r.variant_id, r.state, r.quantity, r.restocked
          HAVING r.quantity <= 0 OR r.restocked < 0 OR r.restocked > r.quantity
            OR COALESCE(SUM(m.quantity), 0) <> CASE r.state WHEN 'consumed' THEN r.restocked - r.quantity ELSE 0 END`,
  },
];
