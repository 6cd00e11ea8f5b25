import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock';
import { Database } from '../../platform/database';
import { mapGently, turns } from '../../platform/gently';
import { Problem } from '../../platform/http';
import type { ProductDraft, UpsertOutcome } from './catalog-draft';
import { SkuTaken, SlugTaken } from './catalog.errors';
import { CategoryPaths, cleanPaths } from './category-paths';
import { newProduct } from './new-product';
import type { ProductContent, StoredProduct } from './product-content';
import type { NewProduct } from './product-links';
import { ProductLoader } from './product-loader';
import { cleanProduct } from './product-rules';
import { ProductStore } from './product-store';
import { VariantStore, skusOf } from './variant-store';

/** A product of many: the draft may depend on what is stored under its slug. */
export interface GivenProduct {
  readonly slug: string;
  readonly draftFor: (stored: StoredProduct | undefined) => ProductDraft;
}

export type BatchOutcome = UpsertOutcome | Problem;

/** Takes whole products from importers and seeders. Sending the same one again changes nothing. */
@Injectable()
export class CatalogWriter {
  constructor(
    private readonly database: Database,
    private readonly loader: ProductLoader,
    private readonly store: ProductStore,
    private readonly variants: VariantStore,
    private readonly categories: CategoryPaths,
    private readonly clock: Clock,
  ) {}

  /** The product with the draft's slug becomes what the draft says, in one transaction. */
  async upsertProduct(draft: ProductDraft): Promise<UpsertOutcome> {
    const clean = cleanProduct(contentOf(draft));
    return this.database.transaction(async () => {
      const categoryIds = draft.categoryPaths && (await this.categories.ensure(draft.categoryPaths));
      return (await this.update(clean, categoryIds)) ?? (await this.insert(clean, categoryIds ?? []));
    });
  }

  /**
   * Many products in the caller's transaction. One that breaks a rule by itself is answered with its problem and left out; what only the
   * database can refuse (a slug or SKU that somebody takes meanwhile) fails all of them, and the caller tries fewer.
   */
  async upsertAll(given: readonly GivenProduct[]): Promise<readonly BatchOutcome[]> {
    this.database.requireTransaction();
    const stored = await this.loader.lockSlugs(given.map(({ slug }) => slug));
    const categories = await this.categories.known();
    const checkedAll = await mapGently(given, ({ slug, draftFor }) => orProblem(() => checked(draftFor(stored.get(slug)))));
    const added: { readonly index: number; readonly product: NewProduct }[] = [];
    const outcomes: BatchOutcome[] = [];
    const turn = turns();
    for (const [index, wanted] of checkedAll.entries()) {
      await turn();
      if (wanted instanceof Problem) {
        outcomes[index] = wanted;
        continue;
      }
      const before = stored.get(given[index]?.slug ?? '');
      const categoryIds = wanted.paths && (await this.categories.ensure(wanted.paths, categories));
      const content = { ...wanted.clean, categoryIds: categoryIds ?? before?.categoryIds ?? [] };
      if (before) outcomes[index] = (await this.store.update(before, content)) ? 'updated' : 'unchanged';
      else added.push({ index, product: newProduct(content, this.clock.now()) });
    }
    return this.insertAll(added, outcomes);
  }

  private async insertAll(
    added: readonly { readonly index: number; readonly product: NewProduct }[],
    outcomes: BatchOutcome[],
  ): Promise<readonly BatchOutcome[]> {
    const taken = new Set(await this.variants.taken(added.flatMap(({ product }) => skusOf(product.variants))));
    const free: NewProduct[] = [];
    for (const { index, product } of added) {
      const skus = skusOf(product.variants).filter((sku) => taken.has(sku));
      outcomes[index] = skus.length > 0 ? new SkuTaken(skus) : 'created';
      if (skus.length === 0) free.push(product);
    }
    await this.store.insertAll(free);
    return outcomes;
  }

  private async update(clean: ProductContent, categoryIds: readonly string[] | undefined): Promise<UpsertOutcome | undefined> {
    const stored = await this.loader.lock('slug', clean.slug);
    if (!stored) return undefined;
    const changed = await this.store.update(stored, { ...clean, categoryIds: categoryIds ?? stored.categoryIds });
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

function checked(draft: ProductDraft) {
  return { clean: cleanProduct(contentOf(draft)), paths: draft.categoryPaths && cleanPaths(draft.categoryPaths) };
}

function orProblem<T>(work: () => T): T | Problem {
  try {
    return work();
  } catch (error) {
    if (error instanceof Problem) return error;
    throw error;
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
  };
}
