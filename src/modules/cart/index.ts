export { CartIsClosed, CartNotReady } from './cart.errors';
export { CartFacade } from './cart.facade';
export type { ClaimedCart } from './cart.facade';
export { cartInvariants } from './cart.invariants';
export { CartModule } from './cart.module';
