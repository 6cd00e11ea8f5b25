import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock';
import { Database, isDuplicateKey } from '../../platform/database';
import { Events } from '../../platform/events';
import { PreconditionFailed } from '../../platform/http';
import { newId } from '../../platform/ids';
import { SlugTaken } from './catalog.errors';
import { Product } from './catalog.entity';
import { VariantCreated } from './catalog.events';
import { InitialStock } from './initial-stock';
import type { ProductContent, StoredProduct } from './product-content';
import { PageStore } from './pages/page-store';
import { ProductPartsStore } from './product-parts-store';
import { projectionsOf } from './product-projections';
import { planVariants } from './variant-plan';
import type { VariantPlan } from './variant-plan';
import { VariantStore, sameVariant } from './variant-store';
import type { NewVariant } from './variant-store';

/** The one place that writes products. Whatever changes a product says what it should be; this finds and writes the difference. */
@Injectable()
export class ProductStore {
  constructor(
    private readonly database: Database,
    private readonly variants: VariantStore,
    private readonly parts: ProductPartsStore,
    private readonly pages: PageStore,
    private readonly stock: InitialStock,
    private readonly events: Events,
    private readonly clock: Clock,
  ) {}

  /** The content must be clean (`cleanProduct`). */
  async insert(content: ProductContent): Promise<string> {
    this.database.requireTransaction();
    const id = newId('prod');
    const now = this.clock.now();
    const plan = planVariants([], content.variants);
    const row = { id, ...columnsOf(content), inStock: anyInStock(plan), version: 1, createdAt: now, updatedAt: now };
    await named(content.slug, () =>
      this.database.repository(Product).insert({ ...row, publishedAt: content.status === 'published' ? now : null }),
    );
    await this.writeParts(id, undefined, content, plan);
    return id;
  }

  /** @returns whether anything was different; the content must be clean, and the product locked by this transaction */
  async update(stored: StoredProduct, content: ProductContent): Promise<boolean> {
    this.database.requireTransaction();
    const plan = planVariants(stored.variants, content.variants);
    if (isSame(stored, content, plan)) return false;
    const now = this.clock.now();
    const publishedAt = stored.publishedAt ?? (content.status === 'published' ? now : null);
    const set = { ...columnsOf(content), inStock: anyInStock(plan), publishedAt, updatedAt: now, version: stored.version + 1 };
    const result = await named(content.slug, () =>
      this.database.repository(Product).update({ id: stored.id, version: stored.version }, set),
    );
    if (result.affected !== 1) throw new PreconditionFailed();
    await this.writeParts(stored.id, stored, content, plan);
    return true;
  }

  private async writeParts(id: string, stored: StoredProduct | undefined, content: ProductContent, plan: VariantPlan): Promise<void> {
    const imageIds = await this.parts.images(id, stored?.images ?? [], content.images);
    const added = await this.variants.write(id, plan, imageIds);
    await this.parts.categories(id, stored?.categoryIds ?? [], content.categoryIds);
    await this.parts.projections(id, stored && projectionsOf(stored), projectionsOf(content));
    this.pages.touch([id]);
    await this.announce(id, added);
  }

  private async announce(productId: string, added: readonly NewVariant[]): Promise<void> {
    if (added.length === 0) return;
    const entries = added.map(({ id, next }) => ({ variantId: id, onHand: next.onHand ?? 0 }));
    await this.stock.receive(entries);
    for (const { variantId, onHand } of entries) await this.events.publish(VariantCreated, { variantId, productId, onHand });
  }
}

async function named<T>(slug: string, write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (error) {
    throw isDuplicateKey(error, 'catalog_product_slug') ? new SlugTaken(slug) : error;
  }
}

function anyInStock({ kept, added }: VariantPlan): boolean {
  return kept.some(({ stored }) => stored.available > 0) || added.some(({ next }) => (next.onHand ?? 0) > 0);
}

function isSame(stored: StoredProduct, content: ProductContent, { kept, added, removed }: VariantPlan): boolean {
  if (added.length > 0 || removed.length > 0) return false;
  const sameVariants = kept.every(({ stored: old, next, position, from }) => position === from && sameVariant(old, next));
  return sameVariants && facts(stored) === facts(content);
}

function facts(product: ProductContent): string {
  const images = product.images.map(({ url, alt }) => [url, alt]);
  return JSON.stringify([columnsOf(product), images, product.categoryIds]);
}

function columnsOf(product: ProductContent) {
  return {
    slug: product.slug,
    title: product.title,
    description: product.description,
    vendor: product.vendor,
    productType: product.productType,
    tags: product.tags,
    status: product.status,
    taxCategory: product.taxCategory,
    seoTitle: product.seoTitle,
    seoDescription: product.seoDescription,
    giftCard: product.giftCard,
    options: product.options,
    extra: product.extra,
  };
}
