import { defineProblem } from '../../platform/http';
import { allowedNext } from './order-status';
import type { OrderStatus } from './order-status';

export class OrderAlreadyPlaced extends defineProblem({
  code: 'orders/already-placed',
  status: 409,
  title: 'The cart has become an order already',
  help: 'A cart becomes one order. Read that order instead of placing another; to buy again, start a new cart.',
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

export class FulfilmentExceedsOrder extends defineProblem({
  code: 'orders/fulfilment-exceeds-order',
  status: 409,
  title: 'More would be sent than was ordered',
  help:
    '`lines` names each line with the quantity asked for and the quantity that is still open. Perhaps a colleague was faster: read the ' +
    'order, then send at most what is open.',
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
}) {
  constructor(orderId: string) {
    super(`Nothing of what was asked for ${orderId} can be paid back.`, { orderId });
  }
}
