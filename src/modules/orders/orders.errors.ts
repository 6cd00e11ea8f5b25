import { defineProblem, member } from '../../platform/http';
import { allowedNext, orderStatuses } from './order-status';
import type { OrderStatus } from './order-status';

export class OrderAlreadyPlaced extends defineProblem({
  code: 'orders/already-placed',
  status: 409,
  title: 'The cart has become an order already',
  help: 'A cart becomes one order. Read that order instead of placing another; to buy again, start a new cart.',
  members: { cartId: member.id('The cart that became an order.', 'cart') },
}) {
  constructor(cartId: string) {
    super(`There is an order of ${cartId} already.`, { cartId });
  }
}

export class IllegalOrderTransition extends defineProblem({
  code: 'orders/illegal-transition',
  status: 409,
  title: 'The order is in another state',
  help:
    'An order moves along fixed paths, for example from paid to fulfilled, and never back. `orderStatus` is where it is and `allowed` where it ' +
    'can go from there. Read the order again before you decide.',
  members: {
    orderId: member.id('The order that was to change.', 'ord'),
    orderStatus: member.oneOf('Where the order is.', orderStatuses, { name: 'OrderStatus', example: 'fulfilled' }),
    allowed: member.someOf('Where it can go from there.', orderStatuses, { name: 'OrderStatus', example: ['part_refunded', 'refunded'] }),
  },
}) {
  constructor(orderId: string, status: OrderStatus, wanted: string) {
    super(`${orderId} is ${status}, so it cannot become ${wanted}.`, { orderId, orderStatus: status, allowed: allowedNext(status) });
  }
}

export interface OpenQuantity {
  readonly lineId: string;
  readonly requested: number;
  readonly open: number;
}

const openQuantity = {
  lineId: member.id('Which line.', 'line'),
  requested: member.integer('How many were asked for.', 2, 1),
  open: member.integer('How many are left.', 1),
};

export class FulfilmentExceedsOrder extends defineProblem({
  code: 'orders/fulfilment-exceeds-order',
  status: 409,
  title: 'More would be sent than was ordered',
  help:
    '`lines` names each line with the quantity asked for and the quantity that is still open. Perhaps a colleague was faster: read the ' +
    'order, then send at most what is open.',
  members: { lines: member.rows('Each line of which more was asked for than is open.', openQuantity) },
}) {
  constructor(lines: readonly OpenQuantity[]) {
    super(lines.map((line) => `${line.open} of ${line.lineId} are open, ${line.requested} were asked for.`).join(' '), { lines });
  }
}

export class NothingToFulfil extends defineProblem({
  code: 'orders/nothing-to-fulfil',
  status: 409,
  title: 'Nothing of the order is left to send',
  help: 'Every line has been sent completely. Read the fulfilments of the order to see when and how.',
  members: { orderId: member.id('The order that is sent completely.', 'ord') },
}) {
  constructor(orderId: string) {
    super(`Nothing of ${orderId} is left to send.`, { orderId });
  }
}

export class RefundExceedsOrder extends defineProblem({
  code: 'orders/refund-exceeds-order',
  status: 409,
  title: 'More would be refunded than was bought',
  help:
    '`lines` names each line with the quantity asked for and the quantity that has not been refunded yet; `shipping` is true when shipping ' +
    'went back before. Perhaps a colleague was faster: read the order, then refund at most what is open.',
  members: {
    lines: member.rows('Each line of which more was asked for than is open.', openQuantity),
    shipping: member.flag('Whether shipping was asked for and went back before.'),
  },
}) {
  constructor(lines: readonly OpenQuantity[], shipping: boolean) {
    const said = lines.map((line) => `${line.open} of ${line.lineId} are open, ${line.requested} were asked for.`);
    super([...said, ...(shipping ? ['Shipping was refunded before.'] : [])].join(' '), { lines, shipping });
  }
}

export class NothingToRefund extends defineProblem({
  code: 'orders/nothing-to-refund',
  status: 422,
  title: 'There is no money to give back',
  help: 'What was asked for is worth nothing, or all of it went back before, or nothing was paid for the order. Read the order and its refunds.',
  members: { orderId: member.id('The order that was to be refunded.', 'ord') },
}) {
  constructor(orderId: string) {
    super(`Nothing of what was asked for ${orderId} can be paid back.`, { orderId });
  }
}
