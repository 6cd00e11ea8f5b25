import { Injectable } from '@nestjs/common';
import { AttributeValues } from './attributes/attribute-values';
import { BrandStore } from './brands/brand-store';
import { CollectionMembers } from './collections/collection-members';
import type { ProductContent, StoredProduct } from './product-content';
import { TranslationStore } from './translations/translation-store';
import type { Translations } from './translations/translation';
import { SlugHistory } from './slugs/slug-history';

/** What a product has beside its own parts. A part of the content that is undefined stays as it is stored. */
type Linked = Pick<StoredProduct, 'brandId' | 'attributes' | 'translations' | 'publishAt' | 'unpublishAt'>;
export type SettledContent = ProductContent & Linked;
/** A product to be inserted whose content may leave its links open. */
export type NewProduct = Omit<StoredProduct, keyof Linked> & Partial<Linked>;

const NOTHING: Linked = { brandId: null, attributes: {}, translations: {}, publishAt: null, unpublishAt: null };

/** What ties products to other things of the catalogue: settled before products are compared, written with them. */
@Injectable()
export class ProductLinks {
  constructor(
    private readonly brands: BrandStore,
    private readonly attributes: AttributeValues,
    private readonly translations: TranslationStore,
    private readonly collections: CollectionMembers,
    private readonly slugs: SlugHistory,
  ) {}

  /** What the content leaves open is filled in; what it names must exist, and stays until the transaction ends. */
  async settle<T extends ProductContent>(products: readonly T[], stored?: StoredProduct): Promise<(T & Linked)[]> {
    const brands = await this.brands.ofVendors(products.filter((product) => !keepsBrand(product, stored)).map(({ vendor }) => vendor));
    const settled = products.map((product) => {
      const kept = product.vendor === stored?.vendor ? stored.brandId : null;
      const brandId = product.brandId === undefined ? (brands.get(product.vendor) ?? kept) : product.brandId;
      return { ...product, ...NOTHING, ...stated(stored), ...stated(product), brandId };
    });
    await this.brands.hold(settled.flatMap(({ brandId }) => (brandId === null || brandId === stored?.brandId ? [] : [brandId])));
    const records = settled.map(({ attributes }) => attributes);
    const attributes = await this.attributes.settle(records, stored?.attributes ?? {});
    return settled.map((product, index) => ({ ...product, attributes: attributes[index] ?? {} }));
  }

  async insert(products: readonly StoredProduct[]): Promise<void> {
    await this.attributes.insert(products);
    await this.translations.insert('product', products);
    await this.collections.place(products, true);
  }

  async update(stored: StoredProduct, next: SettledContent): Promise<void> {
    await this.slugs.remember('product', stored.id, stored.slug, next.slug);
    await this.attributes.replace(stored, next.attributes);
    await this.replaceTranslations(stored, next.translations);
    await this.collections.place([{ ...next, id: stored.id, createdAt: stored.createdAt }]);
  }

  private async replaceTranslations({ id, translations: before }: StoredProduct, after: Translations): Promise<void> {
    const changed = Object.keys({ ...before, ...after }).filter(
      (locale) => JSON.stringify(before[locale]) !== JSON.stringify(after[locale]),
    );
    await this.translations.remove(id, changed);
    const kept = Object.fromEntries(changed.flatMap((locale) => (after[locale] === undefined ? [] : [[locale, after[locale]]])));
    await this.translations.insert('product', [{ id, translations: kept }]);
  }
}

function sorted(record: Readonly<Record<string, unknown>>): unknown {
  return Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1));
}

/** What of a product's links is compared to see whether anything changes; the brand is one of its columns. */
export function linkFacts({ attributes, translations }: Pick<StoredProduct, 'attributes' | 'translations'>): unknown {
  return [sorted(attributes), sorted(translations)];
}

/** The links that somebody has stated. */
function stated({ attributes, translations, publishAt, unpublishAt }: Partial<Linked> = {}): Partial<Omit<Linked, 'brandId'>> {
  return {
    ...(attributes !== undefined && { attributes }),
    ...(translations !== undefined && { translations }),
    ...(publishAt !== undefined && { publishAt }),
    ...(unpublishAt !== undefined && { unpublishAt }),
  };
}

/** The same vendor as before names the same brand as before, whatever staff have made of it. */
function keepsBrand(product: ProductContent, stored: StoredProduct | undefined): boolean {
  return product.brandId !== undefined || product.vendor.trim() === '' || product.vendor === stored?.vendor;
}
