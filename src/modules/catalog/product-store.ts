import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock';
import { Database, isDuplicateKey } from '../../platform/database';
import { Events } from '../../platform/events';
import { PreconditionFailed } from '../../platform/http';
import { SkuTaken, SlugTaken } from './catalog.errors';
import { Product } from './catalog.entity';
import { VariantCreated } from './catalog.events';
import { InitialStock } from './initial-stock';
import { firstPublished, newProduct } from './new-product';
import type { ProductContent, StoredProduct } from './product-content';
import { PageStore } from './pages/page-store';
import { ProductLinks, linkFacts } from './product-links';
import type { NewProduct, SettledContent } from './product-links';
import { ProductPartsStore } from './product-parts-store';
import { projectionsOf } from './product-projections';
import { productRowsOf } from './product-rows';
import { projectionRowsOf } from './projection-rows';
import { ProductSearch } from './search/product-search';
import { searchFacts } from './search/searchable-product';
import { planVariants } from './variant-plan';
import type { VariantPlan } from './variant-plan';
import { VariantStore, sameVariant, skusOf } from './variant-store';
import type { NewVariant } from './variant-store';

interface AddedVariant extends NewVariant {
  readonly productId: string;
}

/** The one place that writes products. Whatever changes a product says what it should be; this finds and writes the difference. */
@Injectable()
export class ProductStore {
  constructor(
    private readonly database: Database,
    private readonly variants: VariantStore,
    private readonly parts: ProductPartsStore,
    private readonly links: ProductLinks,
    private readonly pages: PageStore,
    private readonly search: ProductSearch,
    private readonly stock: InitialStock,
    private readonly events: Events,
    private readonly clock: Clock,
  ) {}

  /** The content must be clean (`cleanProduct`). */
  async insert(content: ProductContent): Promise<string> {
    const product = newProduct(content, this.clock.now());
    await this.insertAll([product]);
    return product.id;
  }

  /** New products, however many, with a few statements per table. Which of many a unique key refused, nobody can tell. */
  async insertAll(given: readonly NewProduct[]): Promise<void> {
    this.database.requireTransaction();
    const products = await this.links.settle(given);
    await this.parts.lockCategories(products.flatMap(({ categoryIds }) => categoryIds));
    const [only] = products;
    if (only && products.length === 1) await this.naming(only, () => this.insertRows(products));
    else await this.insertRows(products);
    this.pages.touchNew(products);
    this.search.keep(products);
    await this.announce(products.flatMap(({ id, variants }) => variants.map((next) => ({ productId: id, id: next.id, next }))));
  }

  private async insertRows(products: readonly StoredProduct[]): Promise<void> {
    for (const rows of [...productRowsOf(products), ...projectionRowsOf(products)]) await this.database.insertRows(rows);
    await this.links.insert(products);
  }

  /** @returns whether anything was different; the content must be clean, and the product locked by this transaction */
  async update(stored: StoredProduct, wanted: ProductContent): Promise<boolean> {
    this.database.requireTransaction();
    const [content] = await this.links.settle([wanted], stored);
    if (!content) return false;
    const plan = planVariants(stored.variants, content.variants);
    if (isSame(stored, content, plan)) return false;
    const now = this.clock.now();
    const publishedAt = firstPublished(content, now, stored.publishedAt);
    const set = { ...columnsOf(content), inStock: anyInStock(plan), publishedAt, updatedAt: now, version: stored.version + 1 };
    const result = await this.naming({ ...content, id: stored.id }, () =>
      this.database.repository(Product).update({ id: stored.id, version: stored.version }, set),
    );
    if (result.affected !== 1) throw new PreconditionFailed();
    await this.links.update(stored, content);
    await this.writeParts(stored, content, plan);
    return true;
  }

  /** For a change beside the product's own content; the product must be locked. */
  async raiseVersion(stored: StoredProduct): Promise<void> {
    this.database.requireTransaction();
    const set = { version: stored.version + 1, updatedAt: this.clock.now() };
    await this.database.repository(Product).update({ id: stored.id, version: stored.version }, set);
    this.pages.touch([stored.id]);
  }

  private async writeParts(stored: StoredProduct, content: ProductContent, plan: VariantPlan): Promise<void> {
    const imageIds = await this.parts.images(stored.id, stored.images, content.images);
    const added = await this.variants.write(stored.id, plan, imageIds);
    await this.parts.categories(stored.id, stored.categoryIds, content.categoryIds);
    await this.parts.projections(stored.id, projectionsOf(stored), projectionsOf(content));
    this.pages.touch([stored.id]);
    if (searchFacts(stored) !== searchFacts(content)) this.search.keep([{ ...content, id: stored.id }]);
    await this.announce(added.map((variant) => ({ ...variant, productId: stored.id })));
  }

  private async announce(added: readonly AddedVariant[]): Promise<void> {
    if (added.length === 0) return;
    const facts = added.map(({ id, productId, next }) => ({ variantId: id, productId, onHand: next.onHand ?? 0 }));
    await this.stock.receive(facts.map(({ variantId, onHand }) => ({ variantId, onHand })));
    await this.events.publishAll(VariantCreated, facts);
  }

  /** What a unique key refuses is said in the words of the catalogue. */
  private async naming<T>(product: ProductContent & { readonly id: string }, write: () => Promise<T>): Promise<T> {
    try {
      return await write();
    } catch (error) {
      if (isDuplicateKey(error, 'catalog_product_slug')) throw new SlugTaken(product.slug);
      if (!isDuplicateKey(error, 'catalog_variant_sku')) throw error;
      const skus = skusOf(product.variants);
      const taken = await this.variants.taken(skus, product.id);
      throw new SkuTaken(taken.length > 0 ? taken : skus);
    }
  }
}

function anyInStock({ kept, added }: VariantPlan): boolean {
  return kept.some(({ stored }) => stored.available > 0) || added.some(({ next }) => (next.onHand ?? 0) > 0);
}

function isSame(stored: StoredProduct, content: SettledContent, { kept, added, removed }: VariantPlan): boolean {
  if (added.length > 0 || removed.length > 0) return false;
  const sameVariants = kept.every(({ stored: old, next, position, from }) => position === from && sameVariant(old, next));
  return sameVariants && facts(stored) === facts(content);
}

function facts(product: SettledContent): string {
  const images = product.images.map(({ url, alt }) => [url, alt]);
  return JSON.stringify([columnsOf(product), images, product.categoryIds, linkFacts(product)]);
}

function columnsOf(product: SettledContent) {
  return {
    slug: product.slug,
    title: product.title,
    description: product.description,
    vendor: product.vendor,
    brandId: product.brandId,
    productType: product.productType,
    tags: product.tags,
    status: product.status,
    publishAt: product.publishAt,
    unpublishAt: product.unpublishAt,
    taxCategory: product.taxCategory,
    seoTitle: product.seoTitle,
    seoDescription: product.seoDescription,
    giftCard: product.giftCard,
    options: product.options,
    extra: product.extra,
  };
}
