import type { Money } from '../../platform/money';
import type { AttributeRecord } from './attributes/attribute-value';
import type { Translations } from './translations/translation';

export const PRODUCT_STATUSES = ['draft', 'published', 'archived'] as const;
export type ProductStatus = (typeof PRODUCT_STATUSES)[number];

/** One dimension in which the variants of a product differ, with its values in the order a shopper should see them. */
export interface ProductOption {
  readonly name: string;
  readonly values: readonly string[];
}

export interface ImageDraft {
  readonly url: string;
  readonly alt: string | null;
  /** 1 is the main image. Positions are renumbered from 1 without gaps, in this order. */
  readonly position: number;
}

export interface VariantDraft {
  readonly sku: string | null;
  /** Exactly one value for each option of the product; `{}` for the only variant of a product without options. */
  readonly options: Readonly<Record<string, string>>;
  /** At most one per currency. A variant without a price in a currency is not sold in it. */
  readonly prices: readonly Money[];
  /** "Was" prices, at most one per currency that `prices` has too. */
  readonly compareAt?: readonly Money[];
  readonly barcode: string | null;
  readonly weightGrams: number | null;
  readonly requiresShipping: boolean;
  readonly taxable: boolean;
  /** Stock of a NEW variant; ignored for one that exists (stock moves through inventory only). In an export: what is available now. */
  readonly onHand?: number;
  /** One of the product's images. A URL that `images` lacks is added to them. */
  readonly imageUrl: string | null;
  /** Foreign columns, kept verbatim for a loss-free export. */
  readonly extra: Readonly<Record<string, string>>;
}

/** A whole product as an importer, a seeder or an exporter sees it. The order of variants and images is their position. */
export interface ProductDraft {
  /** The natural key: the same slug is the same product. */
  readonly slug: string;
  readonly title: string;
  /** HTML; the writer keeps an allow-list of tags, and compares the cleaned text. */
  readonly description: string;
  readonly vendor: string;
  readonly productType: string;
  readonly tags: readonly string[];
  readonly status: ProductStatus;
  readonly taxCategory: string;
  readonly seoTitle: string | null;
  readonly seoDescription: string | null;
  readonly giftCard?: boolean;
  readonly options: readonly ProductOption[];
  readonly variants: readonly VariantDraft[];
  readonly images: readonly ImageDraft[];
  /** Titles or slugs from the root down, e.g. `['Clothing', 'Shirts']`; missing categories are created. Absent: categories stay as they are. */
  readonly categoryPaths?: readonly (readonly string[])[];
  /** By its name; a missing one is made. Null: none. Absent: the one that the vendor names, or as it is. */
  readonly brand?: string | null;
  /** By their keys. Absent: they stay as they are. */
  readonly attributes?: AttributeRecord;
  /** Slugs of collections that are picked by hand: those that the product is in. Absent: they stay as they are. */
  readonly collections?: readonly string[];
  /** By locale. Absent: they stay as they are. */
  readonly translations?: Translations;
  /** When it becomes visible, and when it stops to be. Absent: as it is. */
  readonly publishAt?: Date | null;
  readonly unpublishAt?: Date | null;
  /** Foreign columns, kept verbatim for a loss-free export. */
  readonly extra: Readonly<Record<string, string>>;
}

export type UpsertOutcome = 'created' | 'updated' | 'unchanged';
