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

/** One row of the tax breakdown; without a name where no tax of the shop applies. */
export interface TaxRow {
  readonly rate: string;
  readonly name?: string;
  readonly base: number;
  readonly tax: number;
}

/** A tax on one line: `{ name: 'VAT', rate: '0.19', tax: 469 }`. */
export interface TaxComponent {
  readonly name: string;
  readonly rate: string;
  readonly tax: number;
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

/** Whole minor units of the draft's currency. */
export interface TaxedAmounts {
  /** Before discounts and taken off: in the shop's price basis. */
  readonly subtotal: number;
  readonly discount: number;
  readonly net: number;
  readonly tax: number;
  readonly gross: number;
}

export interface OrderDraftLine extends TaxedAmounts {
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
  /** They add up to `tax`; none where nothing is taxed. */
  readonly taxComponents: readonly TaxComponent[];
}

/** Everything an order remembers of the moment it was placed. Amounts have the names of pricing's `PriceResult`, whose parts fit as they are. */
export interface OrderDraft {
  readonly cartId: string;
  readonly customerId: string | null;
  readonly email: string;
  readonly currency: string;
  readonly shippingAddress: PostalAddress | null;
  readonly billingAddress: PostalAddress | null;
  readonly shippingMethod: ShippingMethodSnapshot | null;
  readonly lines: readonly OrderDraftLine[];
  readonly shipping: TaxedAmounts;
  /** With shipping; what is charged is `gross`. */
  readonly totals: { readonly tax: number; readonly gross: number };
  readonly taxBreakdown: readonly TaxRow[];
  readonly coupons: readonly AppliedCoupon[];
}

/**
 * What is charged must be what the lines say. A draft that does not add up is a mistake of ours, and no order is made of it.
 * @throws Error naming the first sum that is wrong
 */
export function assertBalanced({ lines, shipping, totals, taxBreakdown }: OrderDraft): void {
  if (lines.length === 0) throw new Error('An order has at least one line');
  const parts: readonly TaxedAmounts[] = [...lines, shipping];
  const sum = (pick: (part: TaxedAmounts) => number): number => parts.reduce((total, part) => total + pick(part), 0);
  const sums: readonly (readonly [string, number, number])[] = [
    ...lines.map((line, i) => [`subtotal of line ${i + 1}`, line.unitPrice * line.quantity, line.subtotal] as const),
    ...lines.map((line, i) => [`taxes of line ${i + 1}`, line.taxComponents.reduce((total, { tax }) => total + tax, 0), line.tax] as const),
    ...parts.map((part, i) => [`net and tax of part ${i + 1}`, part.net + part.tax, part.gross] as const),
    ['tax', sum((part) => part.tax), totals.tax],
    ['tax breakdown', taxBreakdown.reduce((total, row) => total + row.tax, 0), totals.tax],
    ['total', sum((part) => part.gross), totals.gross],
  ];
  for (const [what, counted, said] of sums) {
    if (!Number.isSafeInteger(said) || counted !== said) throw new Error(`The order does not add up: ${what} is ${counted}, not ${said}`);
  }
}
