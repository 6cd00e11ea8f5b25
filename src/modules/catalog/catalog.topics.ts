/** What public answers depend on, for `Changes`. */
export const productTopic = (productId: string): string => `product:${productId}`;

/** Which products there are, in which order, with which counts. */
export const LISTS = 'catalog:lists';

/** Something that many products show. */
export const MANY_PRODUCTS = 'catalog:many';
