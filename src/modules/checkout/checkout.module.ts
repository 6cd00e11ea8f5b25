import { Global, Module } from '@nestjs/common';
import { CartModule } from '../cart';
import { InventoryModule } from '../inventory';
import { OrderPaymentsView, OrdersModule } from '../orders';
import { PaymentsModule } from '../payments';
import { PricingModule } from '../pricing';
import { BookSales } from './book-sales';
import { CancelOrder } from './cancel-order';
import { CheckoutController } from './checkout.controller';
import { CloseOrder } from './close-order';
import { ConfirmPayment } from './confirm-payment';
import { ExpireOrders } from './expire-orders';
import { OrderActionsController } from './order-actions.controller';
import { OrderPaymentsAdapter } from './order-payments.adapter';
import { OwnedPayments } from './owned-payments';
import { PaymentListeners } from './payment-listeners';
import { PaymentsController } from './payments.controller';
import { PlaceOrder } from './place-order';
import { Heal } from './reconcile/heal';
import { OrderChecks } from './reconcile/order-checks';
import { Reconcile } from './reconcile/reconcile';
import { SettlePayment } from './settle-payment';

/** Global because the rooms below find their ports' implementations here. */
@Global()
@Module({
  imports: [CartModule, InventoryModule, OrdersModule, PaymentsModule, PricingModule],
  controllers: [CheckoutController, PaymentsController, OrderActionsController],
  providers: [
    ...[PlaceOrder, ConfirmPayment, SettlePayment, BookSales, CancelOrder, CloseOrder, ExpireOrders, PaymentListeners, OwnedPayments],
    ...[Reconcile, Heal, OrderChecks],
    { provide: OrderPaymentsView, useClass: OrderPaymentsAdapter },
  ],
  exports: [OrderPaymentsView],
})
export class CheckoutModule {}
