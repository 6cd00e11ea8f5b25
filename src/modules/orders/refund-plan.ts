import { ValidationFailed } from '../../platform/http';
import { openUnits } from './open-units';
import type { Order, OrderLine } from './order.entity';
import { NothingToRefund, RefundExceedsOrder } from './orders.errors';
import { proportion, shareOf } from './refund-allocation';

export interface WishedLine {
  readonly lineId: string;
  readonly quantity: number;
  /** They were sent and came back. Absent: units that were not sent are taken first. */
  readonly returned?: boolean;
}

/** What somebody wants back; nothing named means everything that is left. Amounts are whole minor units of the order's currency. */
export interface RefundWish {
  readonly lines?: readonly WishedLine[];
  readonly shipping?: boolean;
  /** Beside lines and shipping. */
  readonly amount?: number;
}

export interface PlannedLine {
  readonly lineId: string;
  readonly quantity: number;
  /** Those of them that were not sent, and will not be. */
  readonly withdrawn: number;
  readonly amount: number;
}

export interface RefundPlan {
  readonly lines: readonly PlannedLine[];
  readonly shipping: number;
  readonly withShipping: boolean;
  readonly adjustment: number;
  readonly amount: number;
  readonly tax: number;
}

/** The order as it is, under its lock, and what is on its way back already. */
export interface RefundBasis {
  readonly order: Order;
  readonly lines: readonly OrderLine[];
  readonly back: { readonly amount: number; readonly tax: number };
  /** What the payment can still give. */
  readonly refundable: number;
}

/** Shares the wish over lines, shipping and the rest. Pure. */
export function planRefund(basis: RefundBasis, wish: RefundWish): RefundPlan {
  const everything = wish.lines === undefined && wish.shipping === undefined && wish.amount === undefined;
  const lines = (everything ? openLines(basis.lines) : summed(wish.lines ?? [])).map((line, index) =>
    plannedLine(basis.lines, line, index),
  );
  const withShipping = everything ? !basis.order.shippingRefunded : wish.shipping === true;
  if (withShipping && basis.order.shippingRefunded) throw new RefundExceedsOrder([], true);
  const shipping = withShipping ? basis.order.shippingNet + basis.order.shippingTax : 0;
  const worth = lines.reduce((sum, { amount }) => sum + amount, shipping);
  const adjustment = everything ? basis.refundable - worth : (wish.amount ?? 0);
  const amount = worth + adjustment;
  if (amount <= 0) throw new NothingToRefund(basis.order.id);
  return { lines, shipping, withShipping, adjustment, amount, tax: taxIn(basis, { lines, shipping, adjustment, amount }) };
}

/** The last refund takes what is left of the tax, so that all of them make the tax of the order. */
function taxIn({ order, lines, back }: RefundBasis, plan: Pick<RefundPlan, 'lines' | 'shipping' | 'adjustment' | 'amount'>): number {
  const left = Math.max(0, order.taxTotal - back.tax);
  if (back.amount + plan.amount >= order.grandTotal) return Math.min(left, plan.amount);
  const ofLines = plan.lines.reduce((sum, { lineId, amount }) => {
    const line = lines.find(({ id }) => id === lineId);
    return sum + (line ? proportion(line.tax, amount, line.total) : 0);
  }, 0);
  const ofShipping = plan.shipping > 0 ? order.shippingTax : 0;
  const ofRest = proportion(order.taxTotal, Math.max(0, plan.adjustment), order.grandTotal);
  return Math.min(left, plan.amount, ofLines + ofShipping + ofRest);
}

function plannedLine(lines: readonly OrderLine[], { lineId, quantity, returned }: SummedLine, index: number): PlannedLine {
  const line = lines.find(({ id }) => id === lineId);
  if (!line) throw new ValidationFailed([{ pointer: `/lines/${index}/lineId`, code: 'unknown_line', detail: 'is no line of this order' }]);
  const open = line.quantity - line.refunded;
  if (quantity > open) throw new RefundExceedsOrder([{ lineId, requested: quantity, open }], false);
  const returnable = line.fulfilled - (line.refunded - Math.min(line.withdrawn, line.refunded));
  if (returned > returnable) throw new RefundExceedsOrder([{ lineId, requested: returned, open: Math.max(0, returnable) }], false);
  const withdrawn = Math.min(quantity - returned, openUnits(line));
  return { lineId, quantity, withdrawn, amount: shareOf(line, quantity) };
}

interface SummedLine {
  readonly lineId: string;
  readonly quantity: number;
  /** How many of them were sent and came back. */
  readonly returned: number;
}

function openLines(lines: readonly OrderLine[]): SummedLine[] {
  return lines
    .filter((line) => line.refunded < line.quantity)
    .map((line) => ({ lineId: line.id, quantity: line.quantity - line.refunded, returned: 0 }));
}

function summed(lines: readonly WishedLine[]): SummedLine[] {
  const sums = new Map<string, SummedLine>();
  for (const { lineId, quantity, returned = false } of lines) {
    const sum = sums.get(lineId) ?? { lineId, quantity: 0, returned: 0 };
    sums.set(lineId, { lineId, quantity: sum.quantity + quantity, returned: sum.returned + (returned ? quantity : 0) });
  }
  return [...sums.values()];
}
