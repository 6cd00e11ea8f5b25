import { defineEvent } from '../../platform/events';

/** What a variant's stock looked like after a change; `version` rises with every change of that variant, so an older level can be told. */
export interface ChangedLevel {
  readonly variantId: string;
  readonly available: number;
  readonly version: number;
}

/**
 * The available quantity of these variants changed. One event for all variants of one change.
 * Deliveries may overtake each other: keep the level with the highest version, or ask `InventoryFacade.availability` again.
 */
export const StockChanged = defineEvent<{ readonly levels: readonly ChangedLevel[] }>('inventory.stock_changed');
