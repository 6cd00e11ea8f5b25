import { defineEvent } from '../../platform/events';

/** A variant came into being. `InitialStock` was told about its stock in the same transaction. */
export const VariantCreated = defineEvent<{ variantId: string; productId: string; onHand: number }>('catalog.variant_created');
