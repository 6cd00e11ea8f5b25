import { Injectable } from '@nestjs/common';
import { Clock } from '../../../platform/clock';
import { Database, isDuplicateKey } from '../../../platform/database';
import { NotFound, PreconditionFailed } from '../../../platform/http';
import { newId } from '../../../platform/ids';
import { SlugTaken } from '../catalog.errors';
import { optionTextKey } from '../option-rules';
import { withSlug } from '../slug';
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
    const row = { id, ...content, nameKey: optionTextKey(content.name), version: 1, createdAt: now, updatedAt: now };
    await named(content, () => this.database.repository(Brand).insert(row));
    return id;
  }

  async update(stored: Brand, expectedVersion: number | undefined, content: BrandContent): Promise<void> {
    this.database.requireTransaction();
    const version = expectedVersion ?? stored.version;
    const set = { ...content, nameKey: optionTextKey(content.name), version: version + 1, updatedAt: this.clock.now() };
    const result = await named(content, () => this.database.repository(Brand).update({ id: stored.id, version }, set));
    if (result.affected !== 1) throw new PreconditionFailed();
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
    await this.database.execute('DELETE FROM catalog_brand WHERE id = ?', [id]);
    await this.slugs.forget(id);
  }

  /** Keeps the brand from being deleted until the transaction ends. */
  async hold(id: string): Promise<void> {
    const rows = await this.database.query('SELECT id FROM catalog_brand WHERE id = ? LOCK IN SHARE MODE', [id]);
    if (rows.length === 0) throw new UnknownBrand(id);
  }

  /** The brand that a vendor's text names; made when there is none. */
  async ofVendor(vendor: string): Promise<string | null> {
    const name = vendor.trim();
    if (name === '') return null;
    return (await this.find(name)) ?? this.create(name);
  }

  private async create(name: string): Promise<string | null> {
    const content = { name, description: '', logoUrl: null, seoTitle: null, seoDescription: null };
    const made = { words: name, id: newId('brand'), fallback: 'brand' };
    try {
      return await withSlug(undefined, made, (slug) => this.insert({ ...content, slug }));
    } catch (error) {
      // Another import made the same brand since we looked.
      if (error instanceof BrandNameTaken) return (await this.find(name)) ?? null;
      throw error;
    }
  }

  private async find(name: string): Promise<string | undefined> {
    const rows = await this.database.query<{ id: string }>('SELECT id FROM catalog_brand WHERE name_key = ?', [optionTextKey(name)]);
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
