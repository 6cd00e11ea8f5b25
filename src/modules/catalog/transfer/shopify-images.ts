import type { ImageDraft, VariantDraft } from '../catalog-draft';
import { COLUMN, LIMIT } from './shopify-columns';
import type { ShopifyRow } from './shopify-row';

export const holdsImage = (row: ShopifyRow): boolean => row.has(COLUMN.imageSource);

interface FoundImage {
  readonly url: string;
  readonly alt: string | null;
  readonly wanted: number;
}

function readImage(row: ShopifyRow): FoundImage | null {
  const url = row.webAddress(COLUMN.imageSource);
  const alt = row.textOrNull(COLUMN.imageAlt, LIMIT.alt);
  const position = row.integer(COLUMN.imagePosition, 100_000, 'Write the place of the image as a whole number, 1 for the main image.');
  return url === null ? null : { url, alt, wanted: position ?? Number.MAX_SAFE_INTEGER };
}

/** All images in the order of their positions, each address once; a variant's image that no row lists comes last. */
export function readImages(rows: readonly ShopifyRow[], variants: readonly VariantDraft[]): ImageDraft[] {
  const listed = rows.filter(holdsImage).map(readImage);
  const found = listed.filter((image) => image !== null).sort((a, b) => a.wanted - b.wanted);
  const ofVariants = variants.flatMap((variant) => (variant.imageUrl === null ? [] : [{ url: variant.imageUrl, alt: null, wanted: 0 }]));
  const once = new Map<string, FoundImage>();
  for (const image of [...found, ...ofVariants]) {
    const earlier = once.get(image.url);
    if (!earlier || (earlier.alt === null && image.alt !== null)) once.set(image.url, image);
  }
  return [...once.values()].map(({ url, alt }, index) => ({ url, alt, position: index + 1 }));
}
