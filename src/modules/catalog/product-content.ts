import type { Money } from '../../platform/money';
import type { AttributeRecord } from './attributes/attribute-value';
import type { Translations } from './translations/translation';
import type { ProductOption, ProductStatus } from './catalog-draft';

/** What a product is made of, with its own id where the part exists already. Order is position. */
export interface VariantContent {
  readonly id?: string;
  readonly sku: string | null;
  readonly options: Readonly<Record<string, string>>;
  readonly prices: readonly Money[];
  readonly compareAt: readonly Money[];
  readonly barcode: string | null;
  readonly weightGrams: number | null;
  readonly requiresShipping: boolean;
  readonly taxable: boolean;
  readonly imageUrl: string | null;
  readonly extra: Readonly<Record<string, string>>;
  /** Only looked at when the variant is new. */
  readonly onHand?: number;
}

export interface ImageContent {
  readonly id?: string;
  readonly url: string;
  readonly alt: string | null;
}

export interface ProductContent {
  readonly slug: string;
  readonly title: string;
  readonly description: string;
  readonly vendor: string;
  /** Undefined: stays as it is; when the vendor changes, the brand that it names. */
  readonly brandId?: string | null;
  /** By the key of the attribute; undefined: they stay as they are. */
  readonly attributes?: AttributeRecord;
  /** When it becomes visible, once published; undefined: as it is. */
  readonly publishAt?: Date | null;
  /** When it stops being visible; undefined: as it is. */
  readonly unpublishAt?: Date | null;
  /** By locale; undefined: they stay as they are. */
  readonly translations?: Translations;
  readonly productType: string;
  readonly tags: readonly string[];
  readonly status: ProductStatus;
  readonly taxCategory: string;
  readonly seoTitle: string | null;
  readonly seoDescription: string | null;
  readonly giftCard: boolean;
  readonly options: readonly ProductOption[];
  readonly variants: readonly VariantContent[];
  readonly images: readonly ImageContent[];
  readonly categoryIds: readonly string[];
  readonly extra: Readonly<Record<string, string>>;
}

export interface StoredVariant extends VariantContent {
  readonly id: string;
  readonly available: number;
}

export interface StoredImage extends ImageContent {
  readonly id: string;
}

export interface StoredProduct extends ProductContent {
  readonly id: string;
  readonly version: number;
  readonly inStock: boolean;
  readonly brandId: string | null;
  readonly attributes: AttributeRecord;
  readonly translations: Translations;
  readonly publishAt: Date | null;
  readonly unpublishAt: Date | null;
  readonly publishedAt: Date | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  readonly variants: readonly StoredVariant[];
  readonly images: readonly StoredImage[];
}
