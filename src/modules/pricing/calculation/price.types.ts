/** Whether prices, discounts and shipping are stated without tax (`excl`, net) or with it (`incl`, gross). */
export const PRICE_BASES = ['excl', 'incl'] as const;
export type PriceBasis = (typeof PRICE_BASES)[number];

export const DISCOUNT_LEVELS = ['line', 'order', 'shipping'] as const;
export type DiscountLevel = (typeof DISCOUNT_LEVELS)[number];

export const DISCOUNT_KINDS = ['percent', 'fixed', 'fixed_per_unit'] as const;
export type DiscountKind = (typeof DISCOUNT_KINDS)[number];

export type TaxComponent = { readonly name: string; readonly rate: string };
/** A fraction as a decimal string (`"0.19"` is 19 %), or the named parts that add up to it. */
export type TaxRate = string | readonly TaxComponent[];

export type PriceInputLine = {
  readonly reference: string;
  readonly unitPrice: number;
  readonly quantity: number;
  readonly taxRate: TaxRate;
};

type DiscountBase = {
  readonly level: DiscountLevel;
  /** Only for level `line`: the reference of the line. Absent: every line on its own. */
  readonly line?: string;
  /** Lower goes first; equal ones keep the order of the list. */
  readonly priority?: number;
};
export type PercentDiscount = DiscountBase & { readonly kind: 'percent'; readonly value: string };
export type FixedDiscount = DiscountBase & { readonly kind: 'fixed' | 'fixed_per_unit'; readonly value: number };
export type Discount = PercentDiscount | FixedDiscount;

export type PriceInput = {
  readonly currency: string;
  readonly basis: PriceBasis;
  readonly lines: readonly PriceInputLine[];
  readonly shipping?: { readonly amount: number; readonly taxRate: TaxRate } | null;
  readonly discounts: readonly Discount[];
};

export type TaxedAmounts = {
  /** Before discounts, in the price basis. */
  readonly subtotal: number;
  /** What was taken off, in the price basis. */
  readonly discount: number;
  readonly net: number;
  readonly tax: number;
  readonly gross: number;
};

/** What one component of a rate makes on a line. */
export type TaxShare = TaxComponent & { readonly tax: number };

export type PriceLine = TaxedAmounts & {
  readonly reference: string;
  /** One per component of the line's rate, in their order, adding up to `tax`; none for a rate without components. */
  readonly taxComponents: readonly TaxShare[];
};

export type AppliedDiscount = {
  readonly applied: number;
  /** The amount it found: what earlier discounts had left. */
  readonly base: number;
  /** True when it wanted more than there was. */
  readonly clamped: boolean;
  /** Its part on each line, in the order of the lines (all 0 for a shipping discount). */
  readonly shares: readonly number[];
};

export type TaxRow = {
  readonly rate: string;
  /** Only when the rate is that of a component. */
  readonly name?: string;
  readonly base: number;
  readonly tax: number;
};

export type PriceTotals = {
  /** All lines before discounts, in the price basis. */
  readonly subtotal: number;
  /** All discounts, those on shipping included, in the price basis. */
  readonly discount: number;
  /** Shipping before discounts, in the price basis. */
  readonly shipping: number;
  readonly net: number;
  readonly tax: number;
  readonly gross: number;
};

export type PriceResult = {
  readonly currency: string;
  readonly basis: PriceBasis;
  readonly lines: readonly PriceLine[];
  /** All zero when the input had no shipping. */
  readonly shipping: TaxedAmounts;
  /** One per discount of the input, in its order. */
  readonly discounts: readonly AppliedDiscount[];
  /** Highest rate first; a 0 % row is listed. */
  readonly taxBreakdown: readonly TaxRow[];
  readonly totals: PriceTotals;
};
