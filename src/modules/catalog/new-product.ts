import { newId } from '../../platform/ids';
import type { ProductContent } from './product-content';
import type { NewProduct } from './product-links';

/** The product as it will stand in the tables: with the ids of all its parts, at version 1. The content must be clean. */
export function newProduct(content: ProductContent, now: Date): NewProduct {
  const variants = content.variants.map((variant) => ({ ...variant, id: newId('var'), available: variant.onHand ?? 0 }));
  return {
    ...content,
    id: newId('prod'),
    version: 1,
    variants,
    images: content.images.map((image) => ({ ...image, id: newId('img') })),
    inStock: variants.some(({ available }) => available > 0),
    publishedAt: firstPublished(content, now),
    createdAt: now,
    updatedAt: now,
  };
}

/** Null for what is not published; the future for what is scheduled, which another plan replaces. */
export function firstPublished({ status, publishAt }: ProductContent, now: Date, stored: Date | null = null): Date | null {
  if (stored && stored <= now) return stored;
  if (status !== 'published') return null;
  return publishAt && publishAt > now ? publishAt : now;
}
