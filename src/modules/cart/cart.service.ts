import { Injectable } from '@nestjs/common';
import { accountOf } from '../auth';
import type { Caller } from '../auth';
import { CatalogFacade } from '../catalog';
import { InventoryFacade } from '../inventory';
import { PricingFacade } from '../pricing';
import type { ShippingOption } from '../pricing';
import { Config } from '../../platform/config';
import { Database, isDuplicateKey } from '../../platform/database';
import { NotFound } from '../../platform/http';
import { newId } from '../../platform/ids';
import { Random, hashToken } from '../../platform/random';
import { MAX_COUPONS, MAX_LINES, MAX_QUANTITY } from './cart.entity';
import type { Address, Contact } from './cart.entity';
import { CartIsFull, CouponIneligible, CurrencyNotOffered, ProductNotSellable } from './cart.errors';
import type { MissingRequirement } from './cart.errors';
import { CartPricer } from './cart-pricer';
import type { PricedCart } from './cart-pricer';
import { CartStore } from './cart.store';

/** What a shopper may change; `null` takes a value away, absent leaves it (RFC 7396). */
export interface CartChange {
  readonly currency?: string;
  readonly email?: string | null;
  readonly shippingAddress?: Address | null;
  readonly billingAddress?: Address | null;
  readonly shippingMethodId?: string | null;
}

export interface NewCart extends CartChange {
  readonly lines?: readonly { readonly variantId: string; readonly quantity: number }[];
}

/** The use cases of a cart: each loads, decides, writes, and answers the cart at today's prices. */
@Injectable()
export class CartService {
  constructor(
    private readonly database: Database,
    private readonly store: CartStore,
    private readonly pricer: CartPricer,
    private readonly catalog: CatalogFacade,
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
    const token = caller.accountId ? undefined : this.random.token();
    const owner = token === undefined ? caller : { ...caller, cartToken: token };
    const id = caller.accountId
      ? await this.activeCartIdOf(caller.accountId, currency)
      : await this.insert(currency, null, hashToken(token ?? ''));
    return this.database.transaction(async () => {
      await this.store.touch(id, owner);
      for (const line of lines) await this.putLine(id, owner, line);
      await this.apply(id, owner, caller.accountId ? { ...change, currency: undefined } : change);
      return { ...(await this.get(id, owner)), ...(token === undefined ? {} : { token }) };
    });
  }

  /** The customer's one active cart, opened at the first call. Many calls at once still open one: the unique key decides. */
  async mine(caller: Caller, currency = this.config.defaultCurrency): Promise<PricedCart> {
    return this.get(await this.activeCartIdOf(accountOf(caller), currency), caller);
  }

  async get(id: string, caller: Caller): Promise<PricedCart> {
    return this.pricer.price(await this.store.load(id, caller));
  }

  async addLine(
    id: string,
    caller: Caller,
    line: { readonly variantId: string; readonly quantity: number },
    version?: number,
  ): Promise<PricedCart> {
    await this.database.transaction(async () => {
      await this.store.touch(id, caller, version);
      await this.putLine(id, caller, line);
    });
    return this.get(id, caller);
  }

  /** Answers inside the transaction, so that a quantity that no price can be made of is not kept. */
  async setQuantity(id: string, caller: Caller, lineId: string, quantity: number, version?: number): Promise<PricedCart> {
    if (quantity === 0) return this.removeLine(id, caller, lineId, version);
    return this.database.transaction(async () => {
      await this.store.touch(id, caller, version);
      const matched = await this.database.execute('UPDATE cart_line SET quantity = ? WHERE id = ? AND cart_id = ?', [quantity, lineId, id]);
      if (matched !== 1) throw new NotFound('cart line');
      const cart = await this.store.load(id, caller);
      const line = cart.lines.find((candidate) => candidate.id === lineId);
      if (line) await this.inventory.ensureAvailable([line]);
      return this.get(id, caller);
    });
  }

  async removeLine(id: string, caller: Caller, lineId: string, version?: number): Promise<PricedCart> {
    await this.database.transaction(async () => {
      await this.store.touch(id, caller, version);
      const matched = await this.database.execute('DELETE FROM cart_line WHERE id = ? AND cart_id = ?', [lineId, id]);
      if (matched !== 1) throw new NotFound('cart line');
    });
    return this.get(id, caller);
  }

  async update(id: string, caller: Caller, change: CartChange, version?: number): Promise<PricedCart> {
    if (change.currency) this.checkCurrency(change.currency);
    return this.database.transaction(async () => {
      await this.store.touch(id, caller, version);
      await this.apply(id, caller, change);
      return this.get(id, caller);
    });
  }

  async addCoupon(id: string, caller: Caller, code: string, version?: number): Promise<PricedCart> {
    return this.database.transaction(async () => {
      await this.store.touch(id, caller, version);
      const { couponCodes } = await this.store.load(id, caller);
      const known = await this.pricing.findCoupon(code);
      const canonical = known?.code ?? code;
      if (!couponCodes.includes(canonical)) {
        if (couponCodes.length >= MAX_COUPONS) throw new CartIsFull(`${MAX_COUPONS} coupons`);
        await this.set(id, 'coupon_codes', JSON.stringify([...couponCodes, canonical]));
      }
      const priced = await this.get(id, caller);
      const coupon = priced.quote.coupons.find((candidate) => candidate.code === canonical);
      if (!coupon?.eligible) throw new CouponIneligible(code, coupon?.reason ?? { code: 'unknown', detail: `There is no coupon ${code}.` });
      return priced;
    });
  }

  async removeCoupon(id: string, caller: Caller, code: string, version?: number): Promise<PricedCart> {
    return this.database.transaction(async () => {
      await this.store.touch(id, caller, version);
      const { couponCodes } = await this.store.load(id, caller);
      const rest = couponCodes.filter((candidate) => candidate.toLowerCase() !== code.toLowerCase());
      if (rest.length === couponCodes.length) throw new NotFound('coupon in this cart');
      await this.set(id, 'coupon_codes', JSON.stringify(rest));
      return this.get(id, caller);
    });
  }

  async shippingMethods(id: string, caller: Caller): Promise<readonly ShippingOption[]> {
    return this.pricer.shippingMethods(await this.get(id, caller));
  }

  async requirements(id: string, caller: Caller): Promise<readonly MissingRequirement[]> {
    return this.pricer.requirements(await this.get(id, caller));
  }

  private async apply(id: string, caller: Caller, change: CartChange): Promise<void> {
    const { contact } = await this.store.load(id, caller);
    await this.store.setContact(id, merged(contact, change));
    if (change.shippingMethodId !== undefined) await this.set(id, 'shipping_method_id', change.shippingMethodId);
    if (change.currency) await this.set(id, 'currency', change.currency);
  }

  /** Joins the variant's line or makes one. Must run in a transaction that has touched the cart. */
  async putLine(
    cartId: string,
    caller: Caller,
    { variantId, quantity }: { readonly variantId: string; readonly quantity: number },
  ): Promise<void> {
    const { currency, lines } = await this.store.load(cartId, caller);
    const offer = (await this.catalog.offers([variantId], currency)).get(variantId);
    if (!offer) throw new ProductNotSellable(variantId, currency);
    const present = lines.find((line) => line.variantId === variantId);
    const wanted = (present?.quantity ?? 0) + quantity;
    if (wanted > MAX_QUANTITY) throw new CartIsFull(`${MAX_QUANTITY} units of a variant`);
    if (!present && lines.length >= MAX_LINES) throw new CartIsFull(`${MAX_LINES} different variants`);
    await this.inventory.ensureAvailable([{ variantId, quantity: wanted }]);
    await this.database.execute(
      `INSERT INTO cart_line (id, cart_id, variant_id, quantity, title, seen_amount, created_at) VALUES (?, ?, ?, ?, ?, ?, UTC_TIMESTAMP(3))
       ON DUPLICATE KEY UPDATE quantity = ?`,
      [newId('line'), cartId, variantId, wanted, offer.title, offer.unitPrice.amount, wanted],
    );
  }

  /** The id of the customer's active cart; opens one if there is none. */
  async activeCartIdOf(accountId: string, currency: string): Promise<string> {
    return (await this.activeCartOf(accountId)) ?? (await this.open(accountId, currency));
  }

  private async open(accountId: string, currency: string): Promise<string> {
    try {
      return await this.insert(currency, accountId, null);
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

  private async insert(currency: string, customerId: string | null, tokenHash: string | null): Promise<string> {
    const id = newId('cart');
    await this.database.execute(
      `INSERT INTO cart_cart (id, status, currency, customer_id, active_customer_id, token_hash, coupon_codes, created_at, updated_at)
       VALUES (?, 'active', ?, ?, ?, ?, '[]', UTC_TIMESTAMP(3), UTC_TIMESTAMP(3))`,
      [id, currency, customerId, customerId, tokenHash],
    );
    return id;
  }

  private async set(id: string, column: 'shipping_method_id' | 'currency' | 'coupon_codes', value: string | null): Promise<void> {
    await this.database.execute(`UPDATE cart_cart SET ${column} = ? WHERE id = ?`, [value, id]);
  }

  private checkCurrency(currency: string): void {
    if (!this.config.currencies.includes(currency)) throw new CurrencyNotOffered(currency, this.config.currencies);
  }
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
