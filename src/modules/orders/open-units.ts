import type { OrderLine } from './order.entity';

/**
 * Units of a line that were neither sent nor refunded before they were. A process of an older release writes no `withdrawn`, and takes none back: so no
 * more are withdrawn than are refunded, and none is open whose money went back.
 */
export const OPEN_UNITS = `GREATEST(0, LEAST(quantity - fulfilled - LEAST(withdrawn, refunded), quantity - refunded))`;

/** The same of a line that was read. */
export function openUnits({
  quantity,
  fulfilled,
  refunded,
  withdrawn,
}: Pick<OrderLine, 'quantity' | 'fulfilled' | 'refunded' | 'withdrawn'>): number {
  return Math.max(0, Math.min(quantity - fulfilled - Math.min(withdrawn, refunded), quantity - refunded));
}
