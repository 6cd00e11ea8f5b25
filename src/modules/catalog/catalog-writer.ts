import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock';
import { Database } from '../../platform/database';
import { mapGently, turns } from '../../platform/gently';
import { Problem } from '../../platform/http';
import type { ProductDraft, UpsertOutcome } from './catalog-draft';
import { SkuTaken, SlugTaken } from './catalog.errors';
import { CategoryPaths, cleanPaths } from './category-paths';
import { newProduct } from './new-product';
import { CollectionPicks } from './collections/collection-picks';
import { NamedTies } from './named-ties';
import type { SettledTies } from './named-ties';
import type { ProductContent, StoredProduct } from './product-content';
import type { NewProduct } from './product-links';
import { ProductLoader } from './product-loader';
import { cleanProduct } from './product-rules';
import { ProductStore } from './product-store';
import { checkedSlug } from './slug';
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
    private readonly ties: NamedTies,
    private readonly picks: CollectionPicks,
    private readonly clock: Clock,
  ) {}

  /** The product with the draft's slug becomes what the draft says, in one transaction. */
  async upsertProduct(draft: ProductDraft): Promise<UpsertOutcome> {
    const given = { slug: checkedSlug(draft.slug), draftFor: () => draft };
    try {
      return await this.upsertOne(given);
    } catch (error) {
      // Somebody else created the slug since we looked; now there is something to compare with.
      if (error instanceof SlugTaken) return this.upsertOne(given);
      throw error;
    }
  }

  /**
   * Many products in the caller's transaction. One that breaks a rule by itself is answered with its problem and left out; what only the
   * database can refuse (a slug or SKU that somebody takes meanwhile) fails all of them, and the caller tries fewer.
   */
  async upsertAll(given: readonly GivenProduct[]): Promise<readonly BatchOutcome[]> {
    this.database.requireTransaction();
    const stored = await this.loader.lockSlugs(given.map(({ slug }) => slug));
    const categories = await this.categories.known();
    const all = await this.check(given, stored);
    const added: Added[] = [];
    const picked: { readonly index: number; readonly productId: string; readonly collectionIds: readonly string[] }[] = [];
    const outcomes: BatchOutcome[] = [];
    const turn = turns();
    for (const [index, wanted] of all.entries()) {
      await turn();
      if (wanted instanceof Problem) {
        outcomes[index] = wanted;
        continue;
      }
      const before = stored.get(given[index]?.slug ?? '');
      const categoryIds = wanted.paths && (await this.categories.ensure(wanted.paths, categories));
      const content = { ...wanted.clean, categoryIds: categoryIds ?? before?.categoryIds ?? [] };
      const product = before ?? newProduct(content, this.clock.now());
      if (before) outcomes[index] = (await this.store.update(before, content)) ? 'updated' : 'unchanged';
      else added.push({ index, product });
      if (wanted.collectionIds) picked.push({ index, productId: product.id, collectionIds: wanted.collectionIds });
    }
    await this.insertAll(added, outcomes);
    const moved = await this.picks.follow(picked.filter(({ index }) => !(outcomes[index] instanceof Problem)));
    for (const { index, productId } of picked) if (moved.has(productId) && outcomes[index] === 'unchanged') outcomes[index] = 'updated';
    return outcomes;
  }

  private async upsertOne(given: GivenProduct): Promise<UpsertOutcome> {
    const [outcome] = await this.database.transaction(() => this.upsertAll([given]));
    if (outcome === undefined || outcome instanceof Problem) throw outcome ?? new Error('A product was left out');
    return outcome;
  }

  /** What each should be, or what is wrong with it. */
  private async check(given: readonly GivenProduct[], stored: ReadonlyMap<string, StoredProduct>) {
    const drafts = await mapGently(given, ({ slug, draftFor }) => orProblem(() => draftFor(stored.get(slug))));
    const settle = await this.ties.of(drafts.flatMap((draft) => (draft instanceof Problem ? [] : [draft])));
    const entries = drafts.map((draft, index) => ({ draft, before: stored.get(given[index]?.slug ?? '') }));
    return mapGently(entries, ({ draft, before }) =>
      draft instanceof Problem ? draft : orProblem(() => checked(draft, settle(draft, before?.attributes))),
    );
  }

  private async insertAll(added: readonly Added[], outcomes: BatchOutcome[]): Promise<void> {
    const taken = new Set(await this.variants.taken(added.flatMap(({ product }) => skusOf(product.variants))));
    const free: NewProduct[] = [];
    const refused: string[] = [];
    for (const { index, product } of added) {
      const skus = skusOf(product.variants).filter((sku) => taken.has(sku));
      outcomes[index] = skus.length > 0 ? new SkuTaken(skus) : 'created';
      if (skus.length === 0) free.push(product);
      else refused.push(product.slug);
    }
    await this.stillNew(refused);
    await this.store.insertAll(free);
  }

  /** Who has the SKU may be the very product, made by somebody else since we looked. @throws SlugTaken */
  private async stillNew(slugs: readonly string[]): Promise<void> {
    if (slugs.length === 0) return;
    const [made] = await this.database.query<{ slug: string }>('SELECT slug FROM catalog_product WHERE slug IN (?) LIMIT 1', [slugs]);
    if (made) throw new SlugTaken(made.slug);
  }
}

interface Added {
  readonly index: number;
  readonly product: NewProduct;
}

function checked(draft: ProductDraft, { collectionIds, ...ties }: SettledTies) {
  const clean = cleanProduct({ ...contentOf(draft), ...ties });
  return { clean, paths: draft.categoryPaths && cleanPaths(draft.categoryPaths), collectionIds };
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
