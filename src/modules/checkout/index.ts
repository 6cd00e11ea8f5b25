export { CheckoutModule } from './checkout.module';
export { checkoutInvariants } from './checkout.invariants';
