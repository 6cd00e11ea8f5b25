import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database';
import type { ProductDraft, UpsertOutcome } from './catalog-draft';
import { SlugTaken } from './catalog.errors';
import { CategoryPaths } from './category-paths';
import type { ProductContent } from './product-content';
import { ProductLoader } from './product-loader';
import { cleanProduct } from './product-rules';
import { ProductStore } from './product-store';

/** Takes whole products from importers and seeders. Sending the same one again changes nothing. */
@Injectable()
export class CatalogWriter {
  constructor(
    private readonly database: Database,
    private readonly loader: ProductLoader,
    private readonly store: ProductStore,
    private readonly categories: CategoryPaths,
  ) {}

  /** The product with the draft's slug becomes what the draft says, in one transaction. */
  async upsertProduct(draft: ProductDraft): Promise<UpsertOutcome> {
    const clean = cleanProduct(contentOf(draft));
    return this.database.transaction(async () => {
      const categoryIds = draft.categoryPaths && (await this.categories.ensure(draft.categoryPaths));
      return (await this.update(clean, categoryIds)) ?? (await this.insert(clean, categoryIds ?? []));
    });
  }

  private async update(clean: ProductContent, categoryIds: readonly string[] | undefined): Promise<UpsertOutcome | undefined> {
    const stored = await this.loader.lock('slug', clean.slug);
    if (!stored) return undefined;
    // The same vendor as before names the same brand as before, whatever staff have made of it.
    const brandId = clean.vendor === stored.vendor ? stored.brandId : undefined;
    const changed = await this.store.update(stored, { ...clean, brandId, categoryIds: categoryIds ?? stored.categoryIds });
    return changed ? 'updated' : 'unchanged';
  }

  private async insert(clean: ProductContent, categoryIds: readonly string[]): Promise<UpsertOutcome> {
    try {
      await this.store.insert({ ...clean, categoryIds });
      return 'created';
    } catch (error) {
      // Somebody else created the slug since we looked; now there is something to compare with.
      const outcome = error instanceof SlugTaken ? await this.update(clean, categoryIds) : undefined;
      if (outcome === undefined) throw error;
      return outcome;
    }
  }
}

function contentOf(draft: ProductDraft): ProductContent {
  const images = [...draft.images].sort((a, b) => a.position - b.position);
  return {
    ...draft,
    giftCard: draft.giftCard ?? false,
    variants: draft.variants.map((variant) => ({ ...variant, compareAt: variant.compareAt ?? [] })),
    images: images.map(({ url, alt }) => ({ url, alt })),
    categoryIds: [],
    brandId: undefined,
  };
}
