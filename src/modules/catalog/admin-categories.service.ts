import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database';
import { CursorCodec, NotFound, PreconditionFailed, pageOf } from '../../platform/http';
import type { Page } from '../../platform/http';
import { toInteger } from '../../platform/money';
import type { CreateCategoryRequest, UpdateCategoryRequest } from './category.dto';
import { CategoryNotEmpty } from './catalog.errors';
import { CategoryStore, blankCategory } from './category-store';
import type { CategoryContent, StoredCategory } from './category-store';
import { RuleReferences } from './collections/rule-references';
import { cleanHtml } from './description-html';
import { checkedSlug, withSlug } from './slug';

const COLUMNS = `id, parent_id AS parentId, slug, title, description, seo_title AS seoTitle, seo_description AS seoDescription, position, version,
  created_at AS createdAt, updated_at AS updatedAt`;

/** What staff do to categories. */
@Injectable()
export class AdminCategoriesService {
  constructor(
    private readonly database: Database,
    private readonly store: CategoryStore,
    private readonly cursors: CursorCodec,
    private readonly references: RuleReferences,
  ) {}

  async page(limit: number, cursor: string | undefined, withTotal: boolean): Promise<Page<StoredCategory>> {
    const scope = { list: 'admin-categories' };
    const after = cursor === undefined ? '' : String(this.cursors.decode(cursor, scope)[0]);
    const rows = await this.database.query<StoredCategory>(`SELECT ${COLUMNS} FROM catalog_category WHERE id > ? ORDER BY id LIMIT ?`, [
      after,
      limit + 1,
    ]);
    const counts = withTotal ? await this.database.query<{ total: unknown }>('SELECT COUNT(*) AS total FROM catalog_category') : [];
    return pageOf(rows, limit, ({ id }) => this.cursors.encode([id], scope), withTotal ? toInteger(counts[0]?.total) : undefined);
  }

  async get(id: string): Promise<StoredCategory> {
    const [category] = await this.database.query<StoredCategory>(`SELECT ${COLUMNS} FROM catalog_category WHERE id = ?`, [id]);
    if (!category) throw new NotFound('category');
    return category;
  }

  async create(request: CreateCategoryRequest): Promise<StoredCategory> {
    const content = { ...blankCategory(request.title), ...changesOf(request) };
    const made = { words: request.title, fallback: 'category' };
    return this.database.transaction(async () =>
      this.get(await withSlug(request.slug, made, (slug) => this.store.insert({ ...content, slug }))),
    );
  }

  async update(id: string, expectedVersion: number | undefined, request: UpdateCategoryRequest): Promise<StoredCategory> {
    const changes = changesOf(request);
    return this.database.transaction(async () => {
      if (changes.parentId !== undefined) await this.store.move(id, changes.parentId);
      const { parentId, slug, title, description, seoTitle, seoDescription, position, version } = await this.get(id);
      const content = { parentId, slug, title, description, seoTitle, seoDescription, position, ...changes };
      if (!(await this.store.update(id, expectedVersion ?? version, slug, content))) throw new PreconditionFailed();
      return this.get(id);
    });
  }

  /** Whoever hangs a category below this one, or names it in a rule, locks it first too, so neither can appear between the look and the deletion. */
  async remove(id: string, expectedVersion: number | undefined): Promise<void> {
    await this.database.transaction(async () => {
      const [category] = await this.database.query<{ version: number }>('SELECT version FROM catalog_category WHERE id = ? FOR UPDATE', [
        id,
      ]);
      if (!category) throw new NotFound('category');
      const children = await this.database.query('SELECT id FROM catalog_category WHERE parent_id = ? LIMIT 1', [id]);
      if (children.length > 0) throw new CategoryNotEmpty();
      await this.references.refuse(({ field, value }) => field === 'category' && value === id);
      const version = expectedVersion ?? category.version;
      if (!(await this.store.remove(id, version))) throw new PreconditionFailed();
    });
  }
}

function changesOf(request: UpdateCategoryRequest): Partial<CategoryContent> {
  const { parentId, slug, title, description, seoTitle, seoDescription, position } = request;
  return {
    ...(parentId !== undefined && { parentId }),
    ...(slug !== undefined && { slug: checkedSlug(slug) }),
    ...(title !== undefined && { title }),
    ...(description !== undefined && { description: cleanHtml(description ?? '') }),
    ...(seoTitle !== undefined && { seoTitle }),
    ...(seoDescription !== undefined && { seoDescription }),
    ...(position !== undefined && { position }),
  };
}
