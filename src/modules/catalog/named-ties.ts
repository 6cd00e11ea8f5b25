import { Injectable } from '@nestjs/common';
import { AttributeValues } from './attributes/attribute-values';
import type { AttributeRecord } from './attributes/attribute-value';
import { BrandStore } from './brands/brand-store';
import type { ProductDraft } from './catalog-draft';
import { InvalidProduct } from './catalog.errors';
import { CollectionPicks } from './collections/collection-picks';
import { textKey } from './text-key';
import type { StoredProduct } from './product-content';

/** What a draft says by names, by the ids and values that are meant. Undefined: it does not say. */
export interface SettledTies {
  readonly brandId?: string | null;
  readonly attributes?: AttributeRecord;
  readonly collectionIds?: readonly string[];
}

type Naming = Pick<ProductDraft, 'brand' | 'attributes' | 'collections'>;
export type SettleTies = (draft: Naming, stored: AttributeRecord | undefined) => SettledTies;

/** Looks up what drafts name: brands by their names, attributes by their keys, collections by their slugs. */
@Injectable()
export class NamedTies {
  constructor(
    private readonly brands: BrandStore,
    private readonly attributes: AttributeValues,
    private readonly collections: CollectionPicks,
  ) {}

  /** How files name what products are tied to. A brand that the vendor names goes without saying. */
  async namesOf(products: readonly StoredProduct[]): Promise<(product: StoredProduct) => Pick<ProductDraft, 'brand' | 'collections'>> {
    const brands = await this.brands.names(products.flatMap(({ brandId }) => brandId ?? []));
    const collections = await this.collections.of(products.map(({ id }) => id));
    return ({ id, brandId, vendor }) => {
      const brand = brandId === null ? null : (brands.get(brandId) ?? null);
      const isUsual = textKey(brand ?? '') === textKey(vendor);
      return { ...(!isUsual && { brand }), collections: collections.get(id) ?? [] };
    };
  }

  /** One look at each table for all of them. What is answered throws for a draft that names what there is not. */
  async of(drafts: readonly Naming[]): Promise<SettleTies> {
    const brands = await this.brands.ofVendors(drafts.flatMap(({ brand }) => (brand ? [brand] : [])));
    const typed = await this.attributes.typing(drafts.flatMap(({ attributes = {} }) => Object.keys(attributes)));
    const collections = await this.collections.lock(drafts.flatMap((draft) => draft.collections ?? []));
    return ({ brand, attributes, collections: slugs }, stored) => ({
      ...(brand !== undefined && { brandId: brand === null ? null : brands.get(brand) }),
      ...(attributes && { attributes: typed(attributes, stored ?? {}) }),
      ...(slugs && { collectionIds: [...new Set(slugs)].map((slug) => collections.get(slug) ?? unknown(slug)) }),
    });
  }
}

function unknown(slug: string): never {
  throw new InvalidProduct(`There is no collection "${slug.slice(0, 80)}" whose products are picked by hand.`);
}
