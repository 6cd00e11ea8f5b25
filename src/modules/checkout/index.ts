export { ReturnAgain } from './return-again';
export { SettlePayment } from './settle-payment';
export { CheckoutModule } from './checkout.module';
export { checkoutInvariants } from './checkout.invariants';
