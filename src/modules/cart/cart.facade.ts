import { Injectable } from '@nestjs/common';
import type { Caller } from '../auth';
import { InventoryFacade } from '../inventory';
import { Database } from '../../platform/database';
import { NotFound } from '../../platform/http';
import type { Contact } from './cart.entity';
import { CartNotReady } from './cart.errors';
import { CartPricer } from './cart-pricer';
import type { PricedCart } from './cart-pricer';
import { CartStore } from './cart.store';
import { ShelvedCarts } from './shelved-carts';

/** A cart that nobody can change any more, ready to become an order: each line has an offer, and the contact is complete. */
export interface ClaimedCart extends PricedCart {
  readonly contact: Contact & { readonly email: string };
}

/** What checkout may ask of carts. */
@Injectable()
export class CartFacade {
  constructor(
    private readonly database: Database,
    private readonly store: CartStore,
    private readonly shelved: ShelvedCarts,
    private readonly pricer: CartPricer,
    private readonly inventory: InventoryFacade,
  ) {}

  /**
   * Freezes the caller's cart for the rest of this transaction and for good when it commits; prices it as of now.
   * @throws NotFound, CartIsClosed, PreconditionFailed, OutOfStock, CartNotReady
   */
  async claim(cartId: string, caller: Caller, expectedVersion?: number): Promise<ClaimedCart> {
    this.database.requireTransaction();
    await this.store.close(cartId, caller, expectedVersion);
    const frozen = await this.shelved.read(cartId, caller);
    // Most of a rush ends here, before anything is priced or written. Whether there is enough, the guarded write decides later.
    this.inventory.ensureAvailable(frozen.cart.lines, frozen.shelf.stock);
    const priced = await this.pricer.priceToCharge(frozen);
    const missing = this.pricer.requirements(priced);
    const { email } = priced.cart.contact;
    if (missing.length > 0 || !email) throw new CartNotReady(missing);
    return { ...priced, contact: { ...priced.cart.contact, email } };
  }

  /** Whether the caller owns such a cart, whatever its status. */
  async owns(cartId: string, caller: Caller): Promise<boolean> {
    return this.store.load(cartId, caller).then(
      () => true,
      (error: unknown) => {
        if (error instanceof NotFound) return false;
        throw error;
      },
    );
  }
}
