/** How `node` is told to run the shop. */
export const SHOP_FLAGS: readonly string[];
