import { Fulfilment, FulfilmentLine } from './fulfilment.entity';
import { Order, OrderHistory, OrderLine } from './order.entity';
import { OrderRefund, OrderRefundLine } from './refund.entity';

/** Every table of this module. */
export const ordersEntities = [Order, OrderLine, OrderHistory, Fulfilment, FulfilmentLine, OrderRefund, OrderRefundLine] as const;
