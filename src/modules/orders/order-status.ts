export const orderStatuses = ['pending_payment', 'paid', 'part_fulfilled', 'fulfilled', 'cancelled', 'part_refunded', 'refunded'] as const;
export type OrderStatus = (typeof orderStatuses)[number];

/**
 * Which state may follow which. `part_refunded` is about money and stays while the rest of the goods is sent.
 * `cancelled` leads back to `paid` only for an order that expired: its payment was under way and arrived late (see `EXPIRED`).
 */
export const orderTransitions: Readonly<Record<OrderStatus, readonly OrderStatus[]>> = {
  pending_payment: ['paid', 'cancelled'],
  paid: ['part_fulfilled', 'fulfilled', 'cancelled', 'part_refunded', 'refunded'],
  part_fulfilled: ['fulfilled', 'part_refunded', 'refunded'],
  fulfilled: ['part_refunded', 'refunded'],
  cancelled: ['paid'],
  part_refunded: ['refunded'],
  refunded: [],
};

/** The reason of a cancellation by the clock. Only such an order may still become paid. */
export const EXPIRED = 'expired';

export function predecessorsOf(status: OrderStatus): readonly OrderStatus[] {
  return orderStatuses.filter((before) => orderTransitions[before].includes(status));
}

/** What somebody may ask for next. A cancelled order offers nothing: only late money revives it. */
export function allowedNext(status: OrderStatus): readonly OrderStatus[] {
  return status === 'cancelled' ? [] : orderTransitions[status];
}

/** States in which goods may be sent. */
export const fulfillableStatuses: readonly OrderStatus[] = ['paid', 'part_fulfilled', 'part_refunded'];

/** Goods and money changed hands, or are about to. */
export const soldStatuses: readonly OrderStatus[] = ['paid', 'part_fulfilled', 'fulfilled', 'part_refunded', 'refunded'];

/** States in which something of the order can go back. */
export const refundableStatuses = predecessorsOf('refunded');
