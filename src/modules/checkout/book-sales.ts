import { Injectable } from '@nestjs/common';
import { OrdersFacade } from '../orders';
import { PaymentsFacade } from '../payments';

/** Tells the ledger what was sold: it knows an order as an id, and the order knows what it is worth. Joins the caller's transaction. */
@Injectable()
export class BookSales {
  constructor(
    private readonly orders: OrdersFacade,
    private readonly payments: PaymentsFacade,
  ) {}

  /** With the order becoming paid; an order over nothing has nothing to book. */
  async book(orderId: string): Promise<void> {
    const order = (await this.orders.amountsOf([orderId])).get(orderId);
    if (!order) throw new Error(`There is no order ${orderId} to book`);
    const { currency, gross, tax } = order;
    if (gross > 0) await this.payments.bookSale({ orderId, currency, net: gross - tax, tax });
  }
}
