import { Injectable } from '@nestjs/common';
import type { ProductDraft, VariantDraft } from './catalog-draft';
import { CategoryPaths } from './category-paths';
import { NamedTies } from './named-ties';
import type { StoredProduct, StoredVariant } from './product-content';
import { ProductLoader } from './product-loader';

/** Whole products on their way out. What it reads, `CatalogWriter` takes back without a difference. */
@Injectable()
export class CatalogReader {
  constructor(
    private readonly loader: ProductLoader,
    private readonly categories: CategoryPaths,
    private readonly ties: NamedTies,
  ) {}

  /** All products by slug, archived ones included, a batch in memory at a time. */
  async *exportBatches(batchSize = 100): AsyncGenerator<readonly ProductDraft[], void, undefined> {
    const paths = await this.categories.all();
    let after = '';
    for (;;) {
      const batch = await this.loader.afterSlug(after, batchSize);
      const last = batch.at(-1);
      if (last === undefined) return;
      const named = await this.ties.namesOf(batch);
      yield batch.map((product) => ({ ...draftOf(product, paths), ...named(product) }));
      after = last.slug;
    }
  }
}

function draftOf(product: StoredProduct, paths: ReadonlyMap<string, readonly string[]>): ProductDraft {
  const { slug, title, description, vendor, productType, tags, status, taxCategory, seoTitle, seoDescription, giftCard, options, extra } =
    product;
  return {
    ...{ slug, title, description, vendor, productType, tags, status, taxCategory, seoTitle, seoDescription, giftCard, options, extra },
    ...{ attributes: product.attributes, translations: product.translations },
    ...{ publishAt: product.publishAt, unpublishAt: product.unpublishAt },
    variants: product.variants.map(variantDraftOf),
    images: product.images.map(({ url, alt }, index) => ({ url, alt, position: index + 1 })),
    categoryPaths: product.categoryIds.flatMap((id) => [paths.get(id) ?? []]).filter((path) => path.length > 0),
  };
}

function variantDraftOf(variant: StoredVariant): VariantDraft {
  const { sku, options, prices, compareAt, barcode, weightGrams, requiresShipping, taxable, imageUrl, extra, available } = variant;
  return { sku, options, prices, compareAt, barcode, weightGrams, requiresShipping, taxable, imageUrl, extra, onHand: available };
}
