import { Injectable } from '@nestjs/common';
import { Changes } from '../../../platform/changes';
import { Clock } from '../../../platform/clock';
import { Database, isDuplicateKey } from '../../../platform/database';
import { NotFound, PreconditionFailed } from '../../../platform/http';
import { newId } from '../../../platform/ids';
import { SlugTaken } from '../catalog.errors';
import { LISTS } from '../catalog.topics';
import { RuleReferences } from '../collections/rule-references';
import { textKey } from '../text-key';
import { PageStore } from '../pages/page-store';
import { withSlug } from '../slug';
import { ProductSearch } from '../search/product-search';
import { SlugHistory } from '../slugs/slug-history';
import { Brand } from './brand.entity';
import { BrandInUse, BrandNameTaken, UnknownBrand } from './brand.errors';

export type BrandContent = Pick<Brand, 'slug' | 'name' | 'description' | 'logoUrl' | 'seoTitle' | 'seoDescription'>;

/** The one place that writes brands. */
@Injectable()
export class BrandStore {
  constructor(
    private readonly database: Database,
    private readonly slugs: SlugHistory,
    private readonly pages: PageStore,
    private readonly search: ProductSearch,
    private readonly references: RuleReferences,
    private readonly changes: Changes,
    private readonly clock: Clock,
  ) {}

  async get(id: string): Promise<Brand> {
    const brand = await this.database.repository(Brand).findOneBy({ id });
    if (!brand) throw new NotFound('brand');
    return brand;
  }

  async insert(content: BrandContent): Promise<string> {
    this.database.requireTransaction();
    const id = newId('brand');
    const now = this.clock.now();
    const row = { id, ...content, nameKey: textKey(content.name), version: 1, createdAt: now, updatedAt: now };
    await named(content, () => this.database.repository(Brand).insert(row));
    this.changes.announce([LISTS]);
    return id;
  }

  async update(stored: Brand, expectedVersion: number | undefined, content: BrandContent): Promise<void> {
    this.database.requireTransaction();
    const version = expectedVersion ?? stored.version;
    const set = { ...content, nameKey: textKey(content.name), version: version + 1, updatedAt: this.clock.now() };
    const result = await named(content, () => this.database.repository(Brand).update({ id: stored.id, version }, set));
    if (result.affected !== 1) throw new PreconditionFailed();
    const products = { sql: 'SELECT id AS product_id FROM catalog_product WHERE brand_id = ?', params: [stored.id] };
    await this.pages.outdate(products);
    if (stored.name !== content.name) await this.search.outdate(products);
    await this.slugs.remember('brand', stored.id, stored.slug, content.slug);
  }

  async remove(id: string, expectedVersion: number | undefined): Promise<void> {
    this.database.requireTransaction();
    const [brand] = await this.database.query<{ version: number }>('SELECT version FROM catalog_brand WHERE id = ? FOR UPDATE', [id]);
    if (!brand) throw new NotFound('brand');
    if (expectedVersion !== undefined && expectedVersion !== brand.version) throw new PreconditionFailed();
    // Whoever gives a product this brand locks the brand too, so none can appear between the look and the deletion.
    const products = await this.database.query('SELECT id FROM catalog_product WHERE brand_id = ? LIMIT 1', [id]);
    if (products.length > 0) throw new BrandInUse();
    await this.references.refuse(({ field, value }) => field === 'brand' && value === id);
    await this.database.execute('DELETE FROM catalog_brand WHERE id = ?', [id]);
    await this.database.execute('DELETE FROM catalog_translation WHERE target_id = ?', [id]);
    await this.slugs.forget(id);
    this.changes.announce([LISTS]);
  }

  /** Keeps the brands from being deleted until the transaction ends; the version is in no other index, so it is the rows that are locked. */
  async hold(ids: readonly string[]): Promise<void> {
    const wanted = [...new Set(ids)].sort();
    if (wanted.length === 0) return;
    const rows = await this.database.query<{ id: string }>('SELECT id, version FROM catalog_brand WHERE id IN (?) LOCK IN SHARE MODE', [
      wanted,
    ]);
    const unknown = wanted.find((id) => !rows.some((row) => row.id === id));
    if (unknown !== undefined) throw new UnknownBrand(unknown);
  }

  /** By id. */
  async names(ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
    const wanted = [...new Set(ids)];
    if (wanted.length === 0) return new Map();
    const rows = await this.database.query<{ id: string; name: string }>('SELECT id, name FROM catalog_brand WHERE id IN (?)', [wanted]);
    return new Map(rows.map(({ id, name }) => [id, name]));
  }

  /** The brands that the vendors' texts name, by the text; those that there are not are made. */
  async ofVendors(vendors: readonly string[]): Promise<ReadonlyMap<string, string>> {
    if (vendors.length === 0) return new Map();
    const keys = [...new Set(vendors.map(textKey))].sort();
    const rows = await this.database.query<{ id: string; key: string }>(
      'SELECT id, name_key AS `key` FROM catalog_brand WHERE name_key IN (?)',
      [keys],
    );
    const ids = new Map(rows.map(({ id, key }) => [key, id]));
    for (const vendor of vendors) {
      const key = textKey(vendor);
      if (!ids.has(key)) ids.set(key, await this.create(vendor.trim()));
    }
    return new Map(vendors.flatMap((vendor) => [[vendor, ids.get(textKey(vendor)) ?? ''] as const]));
  }

  private async create(name: string): Promise<string> {
    const content = { name, description: '', logoUrl: null, seoTitle: null, seoDescription: null };
    const made = { words: name, fallback: 'brand' };
    try {
      return await withSlug(undefined, made, (slug) => this.insert({ ...content, slug }));
    } catch (error) {
      // Another import made the same brand since we looked.
      const found = error instanceof BrandNameTaken ? await this.find(name) : undefined;
      if (found === undefined) throw error;
      return found;
    }
  }

  private async find(name: string): Promise<string | undefined> {
    const rows = await this.database.query<{ id: string }>('SELECT id FROM catalog_brand WHERE name_key = ?', [textKey(name)]);
    return rows[0]?.id;
  }
}

async function named<T>({ slug, name }: BrandContent, write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (error) {
    if (isDuplicateKey(error, 'catalog_brand_slug')) throw new SlugTaken(slug);
    throw isDuplicateKey(error, 'catalog_brand_name') ? new BrandNameTaken(name) : error;
  }
}
