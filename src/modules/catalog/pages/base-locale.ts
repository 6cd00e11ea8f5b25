/** The texts as they stand in the product itself. */
export const BASE_LOCALE = '';
