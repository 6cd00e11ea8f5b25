import { defineProblem, member } from '../../platform/http';
import { formatMoney } from '../../platform/money';
import type { Money } from '../../platform/money';
import { orderStatuses } from '../orders';
import type { OrderStatus } from '../orders';

export class TotalChanged extends defineProblem({
  code: 'checkout/total-changed',
  status: 409,
  title: 'The order costs something else by now',
  help: 'A price, a tax, a coupon or the shipping changed since the cart was shown. `total` is what the order would cost. Read the cart again, show it, and check out with the new total and a new Idempotency-Key.',
  members: { total: member.money('What the order would cost now.') },
}) {
  constructor(total: Money, expected: Money) {
    super(`The order costs ${formatMoney(total)}, not ${formatMoney(expected)}.`, { total: total.toJSON() });
  }
}

export class OrderNotPayable extends defineProblem({
  code: 'checkout/order-not-payable',
  status: 409,
  title: 'The order takes no payment now',
  help: 'The order is paid already, was cancelled, or expired because its payment took too long. Read the order; to buy again, start a new cart.',
  members: { orderStatus: member.oneOf('Where the order is.', orderStatuses, { name: 'OrderStatus', example: 'cancelled' }) },
}) {
  constructor(status: OrderStatus) {
    super(`The order is ${status}, so it takes no payment.`, { orderStatus: status });
  }
}

export class OrderNotCancellable extends defineProblem({
  code: 'checkout/order-not-cancellable',
  status: 409,
  title: 'The order cannot be cancelled any more',
  help: 'Goods have been sent, a part of the money went back already, or a payment arrived while the order was being cancelled. `allowed` lists what the order can become. Ask for a refund of the rest instead.',
  members: {
    orderStatus: member.oneOf('Where the order is.', orderStatuses, { name: 'OrderStatus', example: 'fulfilled' }),
    allowed: member.someOf('Where it can go from there.', orderStatuses, { name: 'OrderStatus', example: ['part_refunded', 'refunded'] }),
  },
}) {
  constructor(status: OrderStatus, allowed: readonly OrderStatus[]) {
    super(`The order is ${status} and cannot be cancelled.`, { orderStatus: status, allowed });
  }
}
