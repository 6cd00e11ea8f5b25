import { Injectable } from '@nestjs/common';
import { accountOf } from '../auth';
import type { Caller } from '../auth';
import { InventoryFacade } from '../inventory';
import { PricingFacade } from '../pricing';
import type { ShippingOption } from '../pricing';
import { Config } from '../../platform/config';
import { ChangedSinceRead, Database, isConnectionLost, isDuplicateKey, isRetryable } from '../../platform/database';
import { NotFound } from '../../platform/http';
import { newId } from '../../platform/ids';
import { Random, hashToken } from '../../platform/random';
import { MAX_COUPONS, MAX_LINES, MAX_QUANTITY } from './cart.entity';
import type { Address, Contact } from './cart.entity';
import { CartIsClosed, CartIsFull, CouponIneligible, CurrencyNotOffered, ProductNotSellable } from './cart.errors';
import type { MissingRequirement } from './cart.errors';
import { CartPricer } from './cart-pricer';
import type { PricedCart } from './cart-pricer';
import { CartStore, asChanged } from './cart.store';
import type { StoredCart } from './cart.store';
import { ShelvedCarts } from './shelved-carts';
import type { LockedChange, Shelf, ShelvedCart } from './shelved-carts';

export interface WantedLine {
  readonly variantId: string;
  readonly quantity: number;
}

/** What a shopper may change; `null` takes a value away, absent leaves it (RFC 7396). */
export interface CartChange {
  readonly currency?: string;
  readonly email?: string | null;
  readonly shippingAddress?: Address | null;
  readonly billingAddress?: Address | null;
  readonly shippingMethodId?: string | null;
}

export interface NewCart extends CartChange {
  readonly lines?: readonly WantedLine[];
}

/** The use cases of a cart: each loads, decides, writes, and answers the cart at today's prices. */
@Injectable()
export class CartService {
  constructor(
    private readonly database: Database,
    private readonly store: CartStore,
    private readonly shelved: ShelvedCarts,
    private readonly pricer: CartPricer,
    private readonly inventory: InventoryFacade,
    private readonly pricing: PricingFacade,
    private readonly random: Random,
    private readonly config: Config,
  ) {}

  /**
   * A new cart, filled with what is known already, all or nothing. A guest gets the token that opens it, once; a customer gets their one
   * active cart, with the lines added to it.
   */
  async create(caller: Caller, { lines = [], ...change }: NewCart): Promise<PricedCart & { readonly token?: string }> {
    const currency = change.currency ?? this.config.defaultCurrency;
    this.checkCurrency(currency);
    if (caller.accountId) return this.createMine(caller, caller.accountId, currency, lines, { ...change, currency: undefined });
    const empty = emptyCart(currency, null, { contact: merged({}, change), shippingMethodId: change.shippingMethodId ?? null });
    const token = this.random.token();
    return { ...(await this.createFor(empty, hashToken(token), lines)), token };
  }

  /** One statement writes a cart without lines, and needs no transaction; it comes last, because a price may be refused. */
  private async createFor(empty: StoredCart, tokenHash: string, lines: readonly WantedLine[]): Promise<PricedCart> {
    const shelf = (): Promise<Shelf> => this.pricer.shelf(empty.currency, idsOf(lines));
    if (lines.length === 0) {
      const priced = await this.pricer.price({ cart: empty, shelf: await shelf() });
      await this.store.insert(empty, tokenHash);
      return priced;
    }
    return this.database.transaction(async () => {
      await this.store.insert(empty, tokenHash);
      return this.withLines({ cart: empty, shelf: await shelf() }, lines);
    });
  }

  private async createMine(
    caller: Caller,
    accountId: string,
    currency: string,
    lines: readonly WantedLine[],
    change: CartChange,
  ): Promise<PricedCart> {
    return this.database.transaction(async () => {
      const id = await this.activeCartIdOf(accountId, currency);
      return this.withLines(await this.apply(id, caller, change, { wanted: idsOf(lines) }).catch(orderedMeanwhile), lines);
    });
  }

  /** The customer's one active cart, opened at the first call. Many calls at once still open one: the unique key decides. */
  async mine(caller: Caller, currency = this.config.defaultCurrency): Promise<PricedCart> {
    return this.get(await this.activeCartIdOf(accountOf(caller), currency), caller);
  }

  async get(id: string, caller: Caller): Promise<PricedCart> {
    return this.pricer.price(await this.shelved.read(id, caller));
  }

  async addLine(id: string, caller: Caller, line: WantedLine, version?: number): Promise<PricedCart> {
    const change = { expectedVersion: version, wanted: [line.variantId] };
    return this.database.transaction(async () => this.withLines(await this.shelved.change(id, caller, change), [line]));
  }

  /** Answers inside the transaction, so that a quantity that no price can be made of is not kept. */
  async setQuantity(id: string, caller: Caller, lineId: string, quantity: number, version?: number): Promise<PricedCart> {
    if (quantity === 0) return this.removeLine(id, caller, lineId, version);
    return this.database.transaction(async () => {
      const { cart, shelf } = await this.shelved.change(id, caller, { expectedVersion: version });
      const matched = await this.database.execute('UPDATE cart_line SET quantity = ? WHERE id = ? AND cart_id = ?', [quantity, lineId, id]);
      if (matched !== 1) throw new NotFound('cart line');
      const lines = cart.lines.map((line) => (line.id === lineId ? { ...line, quantity } : line));
      this.inventory.ensureAvailable(
        lines.filter((line) => line.id === lineId),
        shelf.stock,
      );
      return this.pricer.price({ cart: { ...cart, lines }, shelf });
    });
  }

  async removeLine(id: string, caller: Caller, lineId: string, version?: number): Promise<PricedCart> {
    return this.database.transaction(async () => {
      const { cart, shelf } = await this.shelved.change(id, caller, { expectedVersion: version });
      const matched = await this.database.execute('DELETE FROM cart_line WHERE id = ? AND cart_id = ?', [lineId, id]);
      if (matched !== 1) throw new NotFound('cart line');
      return this.pricer.price({ cart: { ...cart, lines: cart.lines.filter((line) => line.id !== lineId) }, shelf });
    });
  }

  async update(id: string, caller: Caller, change: CartChange, version?: number): Promise<PricedCart> {
    if (change.currency) this.checkCurrency(change.currency);
    return (
      (await this.updateAsRead(id, caller, change, version)) ??
      this.database.transaction(async () => this.pricer.price(await this.apply(id, caller, change, { expectedVersion: version })))
    );
  }

  /**
   * One read, one guarded write and no transaction; nearly always nobody is faster. Null when the cart is not what was read any more, or
   * cannot be changed so: then the lock decides.
   */
  private async updateAsRead(id: string, caller: Caller, change: CartChange, version?: number): Promise<PricedCart | null> {
    const { cart, shelf } = await this.shelved.read(id, caller);
    // Another currency has other offers. A cart that refuses the change says so under its lock.
    const sameOffers = change.currency === undefined || change.currency === cart.currency;
    if (!sameOffers || cart.status !== 'active' || (version ?? cart.version) !== cart.version) return null;
    const columns = { ...(tells(change) && { contact: merged(cart.contact, change) }), shippingMethodId: change.shippingMethodId };
    // Priced before it is written, so that nothing is kept that no price can be made of.
    const priced = await this.pricer.price({ cart: asChanged(cart, columns), shelf });
    try {
      const written = await this.store.setAsRead(cart, caller, columns);
      return written && { ...priced, cart: written };
    } catch (error) {
      // A write that was lost on its way may have arrived; whoever named a version must be the one to look.
      if (!isRetryable(error) || (version !== undefined && isConnectionLost(error))) throw error;
      return null;
    }
  }

  async addCoupon(id: string, caller: Caller, code: string, version?: number): Promise<PricedCart> {
    return this.database.transaction(async () => {
      const { cart, shelf } = await this.shelved.change(id, caller, { expectedVersion: version });
      const known = await this.pricing.findCoupon(code);
      const canonical = known?.code ?? code;
      const there = cart.couponCodes.includes(canonical);
      if (!there && cart.couponCodes.length >= MAX_COUPONS) throw new CartIsFull(`${MAX_COUPONS} coupons`);
      const changed = there ? cart : await this.store.set(cart, { couponCodes: [...cart.couponCodes, canonical] });
      const priced = await this.pricer.price({ cart: changed, shelf });
      const coupon = priced.quote.coupons.find((candidate) => candidate.code === canonical);
      if (!coupon?.eligible) throw new CouponIneligible(code, coupon?.reason ?? { code: 'unknown', detail: `There is no coupon ${code}.` });
      return priced;
    });
  }

  async removeCoupon(id: string, caller: Caller, code: string, version?: number): Promise<PricedCart> {
    return this.database.transaction(async () => {
      const { cart, shelf } = await this.shelved.change(id, caller, { expectedVersion: version });
      const couponCodes = cart.couponCodes.filter((candidate) => candidate.toLowerCase() !== code.toLowerCase());
      if (couponCodes.length === cart.couponCodes.length) throw new NotFound('coupon in this cart');
      return this.pricer.price({ cart: await this.store.set(cart, { couponCodes }), shelf });
    });
  }

  async shippingMethods(id: string, caller: Caller): Promise<readonly ShippingOption[]> {
    return this.pricer.shippingMethods(await this.get(id, caller));
  }

  async requirements(id: string, caller: Caller): Promise<readonly MissingRequirement[]> {
    return this.pricer.advice(await this.get(id, caller));
  }

  /** The changed cart, locked. The contact is sealed as a whole, so its parts can be put into it only once it was read. */
  private async apply(id: string, caller: Caller, change: CartChange, how: Omit<LockedChange, 'columns'>): Promise<ShelvedCart> {
    const { currency, shippingMethodId } = change;
    const { cart, shelf } = await this.shelved.change(id, caller, { ...how, columns: { currency, shippingMethodId } });
    const seen = currency === undefined ? cart : await this.seenAnew({ cart, shelf });
    return { shelf, cart: tells(change) ? await this.store.set(seen, { contact: merged(cart.contact, change) }) : seen };
  }

  /** What the lines cost in the cart's currency, as far as they are sold in it. */
  private async seenAnew({ cart, shelf }: ShelvedCart): Promise<StoredCart> {
    const lines = cart.lines.map((line) => ({ ...line, seenAmount: shelf.offers.get(line.variantId)?.unitPrice.amount ?? 0 }));
    await this.store.seeAnew(cart.id, lines);
    return { ...cart, lines };
  }

  /**
   * Each joins its variant's line or makes one, all or nothing; answers the cart at today's prices. Needs the cart's lock, under which the
   * cart and these lines are all there is to know of it: nothing is read again.
   */
  private async withLines({ cart, shelf }: ShelvedCart, wanted: readonly WantedLine[]): Promise<PricedCart> {
    const lines = new Map(cart.lines.map((line) => [line.variantId, line]));
    for (const { variantId, quantity } of wanted) {
      const offer = shelf.offers.get(variantId);
      if (!offer) throw new ProductNotSellable(variantId, cart.currency);
      const present = lines.get(variantId);
      const total = (present?.quantity ?? 0) + quantity;
      if (total > MAX_QUANTITY) throw new CartIsFull(`${MAX_QUANTITY} units of a variant`);
      if (!present && lines.size >= MAX_LINES) throw new CartIsFull(`${MAX_LINES} different variants`);
      this.inventory.ensureAvailable([{ variantId, quantity: total }], shelf.stock);
      const added = { id: newId('line'), variantId, title: offer.title, seenAmount: offer.unitPrice.amount };
      lines.set(variantId, { ...(present ?? added), quantity: total });
    }
    await this.store.putLines(
      cart.id,
      [...lines.values()].filter(({ variantId }) => wanted.some((line) => line.variantId === variantId)),
    );
    return this.pricer.price({ cart: { ...cart, lines: [...lines.values()] }, shelf });
  }

  /** The id of the customer's active cart; opens one if there is none. */
  async activeCartIdOf(accountId: string, currency: string): Promise<string> {
    return (await this.activeCartOf(accountId)) ?? (await this.open(accountId, currency));
  }

  private async open(accountId: string, currency: string): Promise<string> {
    try {
      const cart = emptyCart(currency, accountId);
      await this.store.insert(cart, null);
      return cart.id;
    } catch (error) {
      const existing = isDuplicateKey(error) ? await this.activeCartOf(accountId) : undefined;
      if (!existing) throw error;
      return existing;
    }
  }

  private async activeCartOf(accountId: string): Promise<string | undefined> {
    const [row] = await this.database.query<{ id: string }>('SELECT id FROM cart_cart WHERE active_customer_id = ?', [accountId]);
    return row?.id;
  }

  private checkCurrency(currency: string): void {
    if (!this.config.currencies.includes(currency)) throw new CurrencyNotOffered(currency, this.config.currencies);
  }
}

/** The cart was active when it was looked up. The next try opens another one. */
function orderedMeanwhile(error: unknown): never {
  throw error instanceof CartIsClosed ? new ChangedSinceRead('The active cart') : error;
}

function emptyCart(currency: string, customerId: string | null, known: Partial<StoredCart> = {}): StoredCart {
  const nothing = { contact: {}, shippingMethodId: null, couponCodes: [], lines: [] };
  return { id: newId('cart'), version: 1, status: 'active', currency, customerId, ...nothing, ...known };
}

function idsOf(lines: readonly WantedLine[]): string[] {
  return lines.map(({ variantId }) => variantId);
}

/** Whether the change is about the contact. */
function tells(change: CartChange): boolean {
  return Object.keys(present(change)).length > 0;
}

/** JSON Merge Patch on the contact: null removes, absent keeps. */
function merged(contact: Contact, change: CartChange): Contact {
  const { email, shippingAddress, billingAddress } = { ...contact, ...present(change) };
  return { ...(email && { email }), ...(shippingAddress && { shippingAddress }), ...(billingAddress && { billingAddress }) };
}

function present({ email, shippingAddress, billingAddress }: CartChange): CartChange {
  return {
    ...(email !== undefined && { email }),
    ...(shippingAddress !== undefined && { shippingAddress }),
    ...(billingAddress !== undefined && { billingAddress }),
  };
}
