import { Injectable } from '@nestjs/common';
import type { Caller } from '../auth';
import { CatalogFacade } from '../catalog';
import type { Offer } from '../catalog';
import { InventoryFacade } from '../inventory';
import { CartStore } from './cart.store';
import type { CartColumns, StoredCart } from './cart.store';

/** What the shop says of some variants at this moment. */
export interface Shelf {
  readonly offers: ReadonlyMap<string, Offer>;
  readonly stock: ReadonlyMap<string, number>;
}

/** A cart with what the shop says of its variants, read at one moment. */
export interface ShelvedCart {
  readonly cart: StoredCart;
  readonly shelf: Shelf;
}

/** How a cart is locked for a change. */
export interface LockedChange {
  readonly expectedVersion?: number | undefined;
  readonly columns?: CartColumns;
  /** Variants that the shelf must have beside those of the cart. */
  readonly wanted?: readonly string[];
}

/** Reads a cart, the offers and the stock of its variants in one statement: catalog and inventory lend their part of it. */
@Injectable()
export class ShelvedCarts {
  private readonly offer: ReturnType<CatalogFacade['offersBeside']>;
  private readonly available: ReturnType<InventoryFacade['availableBeside']>;

  constructor(
    private readonly store: CartStore,
    catalog: CatalogFacade,
    inventory: InventoryFacade,
  ) {
    this.offer = catalog.offersBeside('line.variant_id', 'cart_cart.currency');
    this.available = inventory.availableBeside('line.variant_id');
  }

  async read(id: string, caller: Caller, wanted: readonly string[] = []): Promise<ShelvedCart> {
    const { offer, available } = this;
    const { cart, rows } = await this.store.loadBeside(id, caller, {
      variantIds: [...new Set(wanted)],
      columns: `, ${offer.columns}, ${available.columns}`,
      joins: `${offer.joins} ${available.joins}`,
    });
    const offers: Shelf['offers'] = new Map(rows.flatMap((row) => offer.read(row) ?? []).map((found) => [found.variantId, found]));
    const stock = new Map(rows.flatMap((row) => (row.variant_id === null ? [] : [[row.variant_id, available.read(row)]])));
    return { cart, shelf: { offers, stock } };
  }

  /**
   * The cart, locked for this transaction at its next version: what the caller then writes and this answer together are the cart.
   * @throws NotFound, CartIsClosed, PreconditionFailed
   */
  async change(id: string, caller: Caller, { expectedVersion, columns, wanted }: LockedChange = {}): Promise<ShelvedCart> {
    await this.store.touch(id, caller, expectedVersion, columns);
    return this.read(id, caller, wanted);
  }
}
