import { Injectable } from '@nestjs/common';
import { LessThan } from 'typeorm';
import { Changes } from '../../../platform/changes';
import { Clock } from '../../../platform/clock';
import { Config } from '../../../platform/config';
import { Database, isDuplicateKey } from '../../../platform/database';
import { KeysetPages, NotFound, PreconditionFailed } from '../../../platform/http';
import type { Page, PageQuery } from '../../../platform/http';
import { newId } from '../../../platform/ids';
import { SlugTaken } from '../catalog.errors';
import { LISTS } from '../catalog.topics';
import { cleanHtml } from '../description-html';
import { checkedSlug, withSlug } from '../slug';
import { SlugHistory } from '../slugs/slug-history';
import { checkedRule } from './collection-checks';
import type { CreateCollectionRequest, UpdateCollectionRequest } from './collection.dto';
import { Collection, CollectionProduct } from './collection.entity';
import { CollectionIsRuled, UnknownProducts } from './collection.errors';
import { RuleReferences } from './rule-references';

type Content = Pick<Collection, 'slug' | 'title' | 'description' | 'seoTitle' | 'seoDescription' | 'status' | 'rule'>;

/** What staff do to collections. */
@Injectable()
export class CollectionStore {
  constructor(
    private readonly config: Config,
    private readonly database: Database,
    private readonly lists: KeysetPages,
    private readonly slugs: SlugHistory,
    private readonly references: RuleReferences,
    private readonly changes: Changes,
    private readonly clock: Clock,
  ) {}

  page(query: PageQuery): Promise<Page<Collection>> {
    const all = this.database.repository(Collection);
    const list = (take: number, before?: string) =>
      all.find({ where: before === undefined ? {} : { id: LessThan(before) }, order: { id: 'DESC' }, take });
    return this.lists.page(query, { list: 'admin-collections' }, { list, count: () => all.count() });
  }

  async get(id: string): Promise<Collection> {
    const collection = await this.database.repository(Collection).findOneBy({ id });
    if (!collection) throw new NotFound('collection');
    return collection;
  }

  /** The products that were picked, in their order. */
  async products(id: string): Promise<string[]> {
    const rows = await this.database.query<{ id: string }>(
      'SELECT product_id AS id FROM catalog_collection_product WHERE collection_id = ? ORDER BY position, product_id LIMIT 1000',
      [id],
    );
    return rows.map((row) => row.id);
  }

  async create(request: CreateCollectionRequest): Promise<Collection> {
    const { kind, title } = request;
    const rule = checkedRule(kind, request.rule, this.config.defaultCurrency);
    const blank = { title, description: '', seoTitle: null, seoDescription: null, status: 'draft' as const };
    const content = { ...blank, ...changesOf({ ...request, slug: undefined }), rule };
    const made = { words: title, fallback: 'collection' };
    return this.database.transaction(async () => {
      await this.references.hold(rule);
      return this.get(await withSlug(request.slug, made, (slug) => this.insert(kind, { ...content, slug })));
    });
  }

  async update(id: string, expectedVersion: number | undefined, request: UpdateCollectionRequest): Promise<Collection> {
    const asked = request.rule ? checkedRule('rule', request.rule, this.config.defaultCurrency) : request.rule;
    return this.database.transaction(async () => {
      await this.references.hold(asked ?? null);
      const stored = await this.lock(id, expectedVersion);
      const rule = asked === undefined ? stored.rule : checkedRule(stored.kind, asked, this.config.defaultCurrency);
      const changes = { ...changesOf(request), rule };
      const due = JSON.stringify(rule) === JSON.stringify(stored.rule) ? {} : this.due();
      const slug = changes.slug ?? stored.slug;
      const set = { ...changes, ...due, version: stored.version + 1, updatedAt: this.clock.now() };
      await named(slug, () => this.database.repository(Collection).update({ id, version: stored.version }, set));
      await this.slugs.remember('collection', id, stored.slug, slug);
      this.changes.announce([LISTS]);
      return this.get(id);
    });
  }

  async setProducts(id: string, expectedVersion: number | undefined, products: readonly string[]): Promise<Collection> {
    return this.database.transaction(async () => {
      const stored = await this.lock(id, expectedVersion);
      if (stored.kind !== 'manual') throw new CollectionIsRuled();
      const found =
        products.length === 0
          ? []
          : await this.database.query<{ id: string }>('SELECT id FROM catalog_product WHERE id IN (?) LOCK IN SHARE MODE', [products]);
      const known = new Set(found.map((row) => row.id));
      const unknown = products.filter((product) => !known.has(product));
      if (unknown.length > 0) throw new UnknownProducts(unknown);
      await this.database.repository(CollectionProduct).delete({ collectionId: id });
      const rows = products.map((product, index) => [id, product, index + 1]);
      const columns = ['collection_id', 'product_id', 'position'];
      await this.database.insertRows({ table: 'catalog_collection_product', columns, rows });
      this.changes.announce([LISTS]);
      await this.database.repository(Collection).update({ id }, { version: stored.version + 1, updatedAt: this.clock.now() });
      return this.get(id);
    });
  }

  async remove(id: string, expectedVersion: number | undefined): Promise<void> {
    await this.database.transaction(async () => {
      await this.lock(id, expectedVersion);
      await this.database.execute('DELETE FROM catalog_collection WHERE id = ?', [id]);
      await this.database.execute('DELETE FROM catalog_translation WHERE target_id = ?', [id]);
      await this.slugs.forget(id);
      this.changes.announce([LISTS]);
    });
  }

  private async insert(kind: Collection['kind'], content: Content): Promise<string> {
    const id = newId('coll');
    const now = this.clock.now();
    const row = { id, kind, ...content, ...(kind === 'rule' && this.due()), version: 1, createdAt: now, updatedAt: now };
    await named(content.slug, () => this.database.repository(Collection).insert(row));
    this.changes.announce([LISTS]);
    return id;
  }

  /** The past, so that a clock that runs ahead of the database's does not make it wait. */
  private due(): Pick<Collection, 'rebuildAt' | 'rebuildAgain'> {
    return { rebuildAt: new Date(1000), rebuildAgain: true };
  }

  private async lock(id: string, expectedVersion: number | undefined): Promise<Collection> {
    await this.database.query('SELECT id FROM catalog_collection WHERE id = ? FOR UPDATE', [id]);
    const stored = await this.get(id);
    if (expectedVersion !== undefined && expectedVersion !== stored.version) throw new PreconditionFailed();
    return stored;
  }
}

async function named<T>(slug: string, write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (error) {
    throw isDuplicateKey(error, 'catalog_collection_slug') ? new SlugTaken(slug) : error;
  }
}

function changesOf({ slug, title, description, seoTitle, seoDescription, status }: UpdateCollectionRequest): Partial<Content> {
  return {
    ...(slug !== undefined && { slug: checkedSlug(slug) }),
    ...(title !== undefined && { title }),
    ...(description !== undefined && { description: cleanHtml(description ?? '') }),
    ...(seoTitle !== undefined && { seoTitle }),
    ...(seoDescription !== undefined && { seoDescription }),
    ...(status !== undefined && { status }),
  };
}
