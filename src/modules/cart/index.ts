export { CartIsClosed, CartNotReady } from './cart.errors';
export { couponCustomer } from './cart-pricer';
export { CartFacade } from './cart.facade';
export type { ClaimedCart } from './cart.facade';
export { cartInvariants } from './cart.invariants';
export { CartModule } from './cart.module';
