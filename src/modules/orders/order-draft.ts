/** Where goods or the bill go. */
export interface PostalAddress {
  readonly name: string;
  readonly line1: string;
  readonly line2?: string | null;
  readonly city: string;
  readonly region?: string | null;
  readonly postalCode: string;
  readonly country: string;
  readonly phone?: string | null;
}

/** One row of the tax breakdown; `name` only when a rate has several components. */
export interface TaxRow {
  readonly rate: string;
  readonly name?: string;
  readonly base: number;
  readonly tax: number;
}

/** A tax on one line: `{ name: 'VAT', rate: '0.19' }`. */
export interface TaxComponent {
  readonly name: string;
  readonly rate: string;
}

export interface AppliedCoupon {
  readonly code: string;
  readonly promotionId: string;
  readonly title: string;
  readonly applied: number;
}

export interface ShippingMethodSnapshot {
  readonly id: string;
  readonly title: string;
  readonly amount: number;
}

/** All amounts are whole minor units of the draft's currency. */
export interface OrderDraftLine {
  readonly variantId: string;
  readonly productId: string;
  readonly sku: string | null;
  readonly title: string;
  readonly variantTitle: string;
  readonly options?: Readonly<Record<string, string>>;
  readonly imageUrl: string | null;
  readonly requiresShipping: boolean;
  readonly quantity: number;
  readonly unitPrice: number;
  /** Before and taken off: in the shop's price basis, as the pricing room tells it. */
  readonly subtotal: number;
  readonly discount: number;
  readonly net: number;
  readonly tax: number;
  readonly gross: number;
  readonly taxComponents?: readonly TaxComponent[];
}

/** Everything an order remembers of the moment it was placed. The amounts are those of pricing's `PriceResult`, so they can be handed over as they are. */
export interface OrderDraft {
  readonly cartId: string;
  readonly customerId: string | null;
  readonly email: string;
  readonly currency: string;
  readonly shippingAddress: PostalAddress | null;
  readonly billingAddress: PostalAddress | null;
  readonly shippingMethod: ShippingMethodSnapshot | null;
  readonly lines: readonly OrderDraftLine[];
  readonly shipping: { readonly net: number; readonly tax: number; readonly gross: number };
  readonly totals: {
    readonly subtotal: number;
    readonly discount: number;
    readonly shipping: number;
    readonly tax: number;
    readonly gross: number;
  };
  readonly taxBreakdown: readonly TaxRow[];
  readonly coupons: readonly AppliedCoupon[];
}

/**
 * What is charged must be what the lines say. A draft that does not add up is a mistake of ours, and no order is made of it.
 * @throws Error naming the first sum that is wrong
 */
export function assertBalanced({ lines, shipping, totals }: OrderDraft): void {
  if (lines.length === 0) throw new Error('An order has at least one line');
  const sum = (pick: (line: OrderDraftLine) => number): number => lines.reduce((total, line) => total + pick(line), 0);
  const sums: readonly (readonly [string, number, number])[] = [
    ['subtotal', sum((line) => line.subtotal), totals.subtotal],
    ['tax', sum((line) => line.tax) + shipping.tax, totals.tax],
    ['total', sum((line) => line.gross) + shipping.gross, totals.gross],
    ['net and tax', sum((line) => line.net + line.tax) + shipping.net + shipping.tax, totals.gross],
  ];
  for (const [what, lineSum, total] of sums) {
    if (!Number.isSafeInteger(total) || lineSum !== total) throw new Error(`The order does not add up: ${what} is ${lineSum}, not ${total}`);
  }
}
