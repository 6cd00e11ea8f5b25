import { Global, Module } from '@nestjs/common';
import { CartModule } from '../cart';
import { CatalogModule } from '../catalog';
import { InventoryModule } from '../inventory';
import { OrderPaymentsView, OrdersModule } from '../orders';
import { PaymentsModule } from '../payments';
import { PricingModule } from '../pricing';
import { CancelOrder } from './cancel-order';
import { CapturePayment } from './capture-payment';
import { CheckoutController } from './checkout.controller';
import { CloseOrder } from './close-order';
import { ConfirmPayment } from './confirm-payment';
import { DeliverOrReturn } from './deliver-or-return';
import { ExpireOrders } from './expire-orders';
import { FollowRefund } from './follow-refund';
import { OrderActionsController } from './order-actions.controller';
import { OrderPaymentsAdapter } from './order-payments.adapter';
import { OwnedPayments } from './owned-payments';
import { PaymentListeners } from './payment-listeners';
import { PaymentsController } from './payments.controller';
import { PlaceOrder } from './place-order';
import { Heal } from './reconcile/heal';
import { OrderChecks } from './reconcile/order-checks';
import { Reconcile } from './reconcile/reconcile';
import { RefundMoney } from './refund-money';
import { ReturnAgain } from './return-again';
import { SalesListener } from './sales.listener';
import { SettlePayment } from './settle-payment';
import { StaffMoneyController } from './staff-money.controller';

/** Global because the rooms below find their ports' implementations here. */
@Global()
@Module({
  imports: [CartModule, CatalogModule, InventoryModule, OrdersModule, PaymentsModule, PricingModule],
  controllers: [CheckoutController, PaymentsController, OrderActionsController, StaffMoneyController],
  providers: [
    ...[Reconcile, Heal, OrderChecks],
    ...[CapturePayment, RefundMoney, ReturnAgain, DeliverOrReturn, FollowRefund],
    ...[PlaceOrder, ConfirmPayment, SettlePayment, CancelOrder, CloseOrder, ExpireOrders, PaymentListeners, OwnedPayments],
    SalesListener,
    { provide: OrderPaymentsView, useClass: OrderPaymentsAdapter },
  ],
  exports: [OrderPaymentsView, ReturnAgain, SettlePayment],
})
export class CheckoutModule {}
