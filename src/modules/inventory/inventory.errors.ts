import { defineProblem, member } from '../../platform/http';
import { adjustmentKinds } from './adjustment-kinds';
import type { AdjustmentKind } from './adjustment-kinds';

export interface Shortage {
  readonly variantId: string;
  readonly requested: number;
  readonly available: number;
}

export class OutOfStock extends defineProblem({
  code: 'inventory/out-of-stock',
  status: 409,
  title: 'Not enough stock',
  help:
    'Somebody else was faster, or more was asked for than the shop has. Nothing was reserved. `shortages` names each variant with the ' +
    'quantity asked for and the quantity still available: lower the quantities or remove the lines, then try again.',
  members: {
    shortages: member.rows('Each variant of which there is too little.', {
      variantId: member.id('Which variant.', 'var'),
      requested: member.integer('How many were asked for.', 3, 1),
      available: member.integer('How many there are.', 2),
    }),
  },
}) {
  constructor(shortages: readonly Shortage[]) {
    super(shortages.map((s) => `Only ${s.available} of ${s.variantId} are available, ${s.requested} were asked for.`).join(' '), {
      shortages,
    });
  }
}

export class StockBelowReserved extends defineProblem({
  code: 'inventory/below-reserved',
  status: 409,
  title: 'Fewer on hand than promised to orders',
  help:
    'The change would leave fewer units on hand than are reserved for open orders. Cancel or fulfil some of those orders first, or keep ' +
    'at least `reserved` units. Reservations of orders that are never paid end by themselves after a few minutes.',
  members: { variantId: member.id('Which variant.', 'var'), reserved: member.integer('How many are reserved for orders.', 3) },
}) {
  constructor(variantId: string, reserved: number) {
    super(`${reserved} of ${variantId} are reserved for orders, so the quantity on hand cannot be lower.`, { variantId, reserved });
  }
}

export class StockTooLarge extends defineProblem({
  code: 'inventory/too-large',
  status: 422,
  title: 'More stock than can be counted',
  help: 'The quantity on hand would be larger than this shop can count (1,000,000,000). Check the quantity for a slip of the keyboard.',
  members: { variantId: member.id('Which variant.', 'var'), limit: member.integer('The most that can be counted.', 1_000_000_000) },
}) {
  constructor(variantId: string, limit: number) {
    super(`The stock of ${variantId} cannot be more than ${limit}.`, { variantId, limit });
  }
}

export class WrongAdjustmentSign extends defineProblem({
  code: 'inventory/wrong-adjustment-sign',
  status: 422,
  title: 'The sign of the quantity does not fit the kind of adjustment',
  help: 'A `receipt` adds goods, so its quantity is positive. Goods `written_off` leave, so theirs is negative. A `correction` may be either, but not zero.',
  members: {
    kind: member.oneOf('The kind that was sent.', adjustmentKinds, { name: 'StockAdjustmentKind', example: 'receipt' }),
    quantity: member.integer('The quantity that was sent.', -5, Number.MIN_SAFE_INTEGER),
  },
}) {
  constructor(kind: AdjustmentKind, quantity: number) {
    super(`The quantity ${quantity} does not fit an adjustment of kind ${kind}.`, { kind, quantity });
  }
}

export class AlreadyReserved extends defineProblem({
  code: 'inventory/already-reserved',
  status: 409,
  title: 'The order already holds its goods',
  help: 'Goods are reserved once per order. The first reservation stands; read the order to see its state.',
  members: { orderId: member.id('The order that holds its goods.', 'ord') },
}) {
  constructor(orderId: string) {
    super(`Goods were already reserved for ${orderId}.`, { orderId });
  }
}

export class RestockExceedsSold extends defineProblem({
  code: 'inventory/restock-exceeds-sold',
  status: 409,
  title: 'More came back than was sold',
  help: 'Only goods that this order bought, and that have not come back before, can be put back on the shelf. Read the order for what it bought.',
  members: { orderId: member.id('The order whose goods came back.', 'ord') },
}) {
  constructor(orderId: string) {
    super(`More goods would come back than ${orderId} bought.`, { orderId });
  }
}
