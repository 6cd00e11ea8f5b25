import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database';
import { newId } from '../../platform/ids';
import { Image, OptionValue, PriceRange, ProductCategory } from './catalog.entity';
import { UnknownCategory } from './catalog.errors';
import { mediaIdOf } from './media/media-address';
import type { ImageContent, StoredImage } from './product-content';
import type { Projections } from './product-projections';

/** Writes what differs in a product's images, categories and read models. */
@Injectable()
export class ProductPartsStore {
  constructor(private readonly database: Database) {}

  /** Answers the id of each wanted image by its address. */
  async images(productId: string, stored: readonly StoredImage[], wanted: readonly ImageContent[]): Promise<ReadonlyMap<string, string>> {
    const before = new Map(stored.map((image, index) => [image.url, { ...image, position: index + 1 }]));
    const after = wanted.map((image, index) => ({ ...image, id: before.get(image.url)?.id ?? newId('img'), position: index + 1 }));
    const ids = new Map(after.map(({ url, id }) => [url, id]));
    const gone = stored.filter(({ url }) => !ids.has(url)).map(({ id }) => id);
    if (gone.length > 0) await this.database.execute('DELETE FROM catalog_image WHERE id IN (?)', [gone]);
    for (const { url, id, alt, position } of after) {
      const old = before.get(url);
      if (old && (old.alt !== alt || old.position !== position)) await this.database.repository(Image).update({ id }, { alt, position });
    }
    const added = after
      .filter(({ url }) => !before.has(url))
      .map(({ id, url, alt, position }) => ({ id, productId, url, alt, mediaId: mediaIdOf(url), position }));
    if (added.length > 0) await this.database.repository(Image).insert(added);
    return ids;
  }

  async categories(productId: string, stored: readonly string[], wanted: readonly string[]): Promise<void> {
    const gone = stored.filter((id) => !wanted.includes(id));
    const added = wanted.filter((id) => !stored.includes(id));
    if (gone.length > 0)
      await this.database.execute('DELETE FROM catalog_product_category WHERE product_id = ? AND category_id IN (?)', [productId, gone]);
    if (added.length === 0) return;
    await this.lockCategories(added);
    await this.database.repository(ProductCategory).insert(added.map((categoryId) => ({ productId, categoryId })));
  }

  /** @throws UnknownCategory; the others stay until the transaction ends */
  async lockCategories(ids: readonly string[]): Promise<void> {
    const wanted = [...new Set(ids)].sort();
    if (wanted.length === 0) return;
    const rows = await this.database.query<{ id: string }>('SELECT id FROM catalog_category WHERE id IN (?) LOCK IN SHARE MODE', [wanted]);
    const known = new Set(rows.map(({ id }) => id));
    const unknown = wanted.filter((id) => !known.has(id));
    if (unknown.length > 0) throw new UnknownCategory(unknown);
  }

  async projections(productId: string, before: Projections | undefined, after: Projections): Promise<void> {
    if (differ(before?.optionValues ?? [], after.optionValues)) await this.optionValues(productId, after.optionValues);
    if (differ(before?.priceRanges ?? [], after.priceRanges)) await this.priceRanges(productId, after.priceRanges);
  }

  private async optionValues(productId: string, values: Projections['optionValues']): Promise<void> {
    await this.database.execute('DELETE FROM catalog_option_value WHERE product_id = ?', [productId]);
    if (values.length > 0) await this.database.repository(OptionValue).insert(values.map((value) => ({ productId, ...value })));
  }

  private async priceRanges(productId: string, ranges: Projections['priceRanges']): Promise<void> {
    await this.database.execute('DELETE FROM catalog_price_range WHERE product_id = ?', [productId]);
    const rows = ranges.map(({ currency, min, max }) => ({ productId, currency, minAmount: min, maxAmount: max }));
    if (rows.length > 0) await this.database.repository(PriceRange).insert(rows);
  }
}

function differ(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) !== JSON.stringify(b);
}
