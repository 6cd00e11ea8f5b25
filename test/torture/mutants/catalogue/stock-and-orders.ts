import type { Mutant } from '../mutant';

const RESERVATIONS = 'src/modules/inventory/reservations.service.ts';
const tests = ['test/modules/inventory/reservations.spec.ts'];

const stock: readonly Mutant[] = [
  {
    name: 'stock-reserve-more-than-available',
    file: 'src/modules/inventory/stock-table.ts',
    find: '<= ${onHand.sql}\n',
    replace: '<= ${onHand.sql} + 1000000\n',
    tests: [...tests, 'test/modules/inventory/stock-races.spec.ts'],
  },
  {
    name: 'stock-one-row-refused',
    file: 'src/modules/inventory/stock-table.ts',
    find: 'return matched === lines.length;',
    replace: 'return matched > 0;',
    tests: [...tests, 'test/modules/inventory/stock-races.spec.ts'],
  },
  {
    name: 'late-payment-announced-once',
    file: 'src/modules/orders/late-payments.ts',
    find: "WHERE id = ? AND status = 'pending_payment' AND late_announced_at IS NULL",
    replace: "WHERE id = ? AND status = 'pending_payment'",
    tests: ['test/modules/orders/late-payments.spec.ts'],
  },
  {
    name: 'late-payment-of-a-paid-order',
    file: 'src/modules/orders/late-payments.ts',
    find: "WHERE id = ? AND status = 'pending_payment' AND late_announced_at IS NULL",
    replace: 'WHERE id = ? AND late_announced_at IS NULL',
    tests: ['test/modules/orders/late-payments.spec.ts'],
  },
  {
    name: 'stock-lock-order',
    file: 'src/modules/inventory/quantities.ts',
    find: 'inOrder(quantities, ({ variantId }) => variantId)',
    replace: 'quantities',
    tests: ['src/modules/inventory/quantities.spec.ts'],
  },
  {
    name: 'reservation-consume-state',
    file: RESERVATIONS,
    find: "if (lines.length > 0 && lines.every(({ state }) => state === 'held')) {",
    replace: 'if (lines.length > 0) {',
    tests,
  },
  {
    name: 'reservation-claim-again-when-gone',
    file: RESERVATIONS,
    find: "if (released.some((line) => (available.get(line.variantId) ?? 0) < line.quantity)) return 'lost';",
    replace: '',
    tests,
  },
  {
    name: 'reservation-release-twice',
    file: RESERVATIONS,
    find: "if ((await this.settle(orderId, 'held', 'released', reason)) === 0) return false;",
    replace: "await this.settle(orderId, 'held', 'released', reason);",
    tests,
  },
  {
    name: 'reservation-restock-limit',
    file: RESERVATIONS,
    find: 'restocked + ${quantity.sql} <= quantity`',
    replace: 'restocked + ${quantity.sql} <= quantity + 1000`',
    tests,
  },
  {
    name: 'reservation-once-per-order',
    file: RESERVATIONS,
    find: "if (isDuplicateKey(error, 'inventory_reservation_once')) throw new AlreadyReserved(orderId);",
    replace: '',
    tests,
  },
  {
    name: 'reservation-expiry-by-the-clock',
    file: RESERVATIONS,
    find: 'AND expires_at <= UTC_TIMESTAMP(3) GROUP BY',
    replace: 'GROUP BY',
    tests,
  },
  {
    name: 'reservation-needs-transaction',
    file: 'src/platform/database/database.ts',
    find: 'if (!this.inTransaction) throw',
    replace: 'if (this.guards === undefined) throw',
    tests: [...tests, 'test/modules/platform/database.spec.ts'],
  },
];

const orders: readonly Mutant[] = [
  {
    name: 'order-predecessors',
    file: 'src/modules/orders/order-journal.ts',
    find: 'WHERE id = ? AND status IN (?) AND (',
    replace: 'WHERE id = ? AND (status IN (?) OR 1 = 1) AND (',
    tests: ['test/modules/orders/transitions.spec.ts'],
  },
  {
    name: 'order-revived-though-cancelled-by-somebody',
    file: 'src/modules/orders/order-journal.ts',
    find: "(status <> 'cancelled' OR ${BY_THE_CLOCK})",
    replace: '(1 = 1 OR ${BY_THE_CLOCK})',
    tests: ['test/modules/orders/transitions.spec.ts'],
  },
  {
    name: 'order-unique-cart',
    file: 'src/modules/orders/place-order.ts',
    find: "if (isDuplicateKey(error, 'orders_order_cart')) throw new OrderAlreadyPlaced(draft.cartId);",
    replace: '',
    tests: ['test/modules/orders/placing.spec.ts'],
  },
  {
    name: 'order-unique-number',
    file: 'src/modules/orders/place-order.ts',
    find: "if (!isDuplicateKey(error, 'orders_order_number') || attempt === NUMBER_TRIES) throw error;",
    replace: 'throw error;',
    tests: ['test/modules/orders/placing.spec.ts'],
  },
  {
    name: 'order-owner',
    file: 'src/modules/orders/order-reader.ts',
    find: 'return { sql: `(${owners.map',
    replace: 'return { sql: `(1 = 1 OR ${owners.map',
    tests: ['test/modules/orders/placing.spec.ts', 'test/e2e/journeys.spec.ts'],
  },
  {
    name: 'fulfilment-sum',
    file: 'src/modules/orders/fulfilments.service.ts',
    find: '${quantity} <= ${OPEN_UNITS} ORDER BY',
    replace: '${quantity} <= ${OPEN_UNITS} + 1000 ORDER BY',
    tests: ['test/modules/orders/fulfilments.spec.ts'],
  },
  {
    name: 'refunded-goods-stay',
    file: 'src/modules/orders/open-units.ts',
    find: 'LEAST(quantity - fulfilled - LEAST(withdrawn, refunded), quantity - refunded)',
    replace: 'quantity - fulfilled',
    tests: ['test/modules/orders/fulfilments.spec.ts'],
  },
  {
    name: 'sent-after-a-failed-refund',
    file: 'src/modules/orders/fulfilments.service.ts',
    find: "[...fulfillableStatuses, 'fulfilled'],",
    replace: '[...fulfillableStatuses],',
    tests: ['test/modules/orders/refunds-and-parcels.spec.ts'],
  },
  {
    name: 'unsent-goods-are-refunded-first',
    file: 'src/modules/orders/refund-plan.ts',
    find: 'const withdrawn = Math.min(quantity - returned,',
    replace: 'const withdrawn = Math.min(0 * (quantity - returned),',
    tests: ['test/e2e/money.spec.ts'],
  },
  {
    name: 'order-for-another-total',
    file: 'src/modules/checkout/place-order.ts',
    find: 'if (expected.total && !expected.total.equals(total))',
    replace: 'if (expected.total && expected.total.compare(total) > 0)',
    tests: ['test/modules/checkout/agreed-total.spec.ts'],
  },
  {
    name: 'fulfilment-status',
    file: 'src/modules/orders/fulfilments.service.ts',
    find: 'version = version + 1 WHERE id = ? AND status IN (?)',
    replace: 'version = version + 1 WHERE id = ? AND (status IN (?) OR 1 = 1)',
    tests: ['test/modules/orders/fulfilments.spec.ts'],
  },
];

const finding: readonly Mutant[] = [
  {
    name: 'search-sales-are-less-than-a-word',
    file: 'src/modules/catalog/search/query/hits-sql.ts',
    find: 'LEAST(FLOOR(4 * LOG10(1 + n.sold)), ${IN_STOCK - 1})',
    replace: 'FLOOR(4 * LOG10(1 + n.sold))',
    tests: ['test/modules/catalog/search.spec.ts'],
  },
];

export const stockAndOrders: readonly Mutant[] = [...stock, ...orders, ...finding];
