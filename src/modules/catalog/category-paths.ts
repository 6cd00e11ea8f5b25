import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database';
import { InvalidProduct, SlugTaken } from './catalog.errors';
import { CategoryStore, MAX_DEPTH } from './category-store';
import { slugCandidates } from './slug';

/** Ids of categories by their parent and title. */
export type KnownCategories = Map<string, string>;

const keyOf = (parentId: string | null, title: string): string => JSON.stringify([parentId, title]);

/** @throws InvalidProduct */
export function cleanPaths(paths: readonly (readonly string[])[]): string[][] {
  return paths.map((path) => {
    const titles = path.map((title) => title.normalize('NFC').trim());
    if (titles.length === 0 || titles.length > MAX_DEPTH || titles.some((title) => title === '' || title.length > 255)) {
      throw new InvalidProduct(`A category path has 1 to ${MAX_DEPTH} titles of 1 to 255 characters.`);
    }
    return titles;
  });
}

/** Categories as imports name them: by the titles from the root down. */
@Injectable()
export class CategoryPaths {
  constructor(
    private readonly database: Database,
    private readonly store: CategoryStore,
  ) {}

  /** The ids of the last category of each path; what is missing is created. `known` spares many calls in one transaction their look-ups. */
  async ensure(paths: readonly (readonly string[])[], known: KnownCategories = new Map()): Promise<string[]> {
    const leaves = new Set<string>();
    for (const titles of cleanPaths(paths)) {
      let parentId: string | null = null;
      for (const title of titles) {
        const key: string = keyOf(parentId, title);
        const id: string = known.get(key) ?? (await this.child(parentId, title));
        known.set(key, id);
        parentId = id;
      }
      if (parentId !== null) leaves.add(parentId);
    }
    return [...leaves].sort();
  }

  /** The tree as `ensure` looks things up in it. */
  async known(): Promise<KnownCategories> {
    const rows = await this.database.query<{ id: string; parent_id: string | null; title: string }>(
      'SELECT id, parent_id, title FROM catalog_category ORDER BY position DESC, id DESC',
    );
    // Of two with one title the first wins, so it comes last.
    return new Map(rows.map(({ id, parent_id, title }) => [keyOf(parent_id, title), id]));
  }

  /** Titles from the root down, by category id. Read at once: a tree has hundreds of categories, not millions. */
  async all(): Promise<ReadonlyMap<string, readonly string[]>> {
    const rows = await this.database.query<{ id: string; title: string; path: string }>('SELECT id, title, path FROM catalog_category');
    const titles = new Map(rows.map(({ id, title }) => [id, title]));
    return new Map(rows.map(({ id, path }) => [id, path.split('/').flatMap((step) => titles.get(step) ?? [])]));
  }

  private async child(parentId: string | null, title: string): Promise<string> {
    const position = await this.nextPosition(parentId);
    for (const slug of slugCandidates(title, 'category')) {
      const found = await this.find(parentId, title);
      if (found !== undefined) return found;
      try {
        return await this.store.insert({ parentId, slug, title, description: '', position });
      } catch (error) {
        // Another branch of the tree has this slug, or another import just made the same category: look again.
        if (!(error instanceof SlugTaken)) throw error;
      }
    }
    const found = await this.find(parentId, title);
    if (found === undefined) throw new InvalidProduct(`No slug is free for the category "${title}".`);
    return found;
  }

  private async find(parentId: string | null, title: string): Promise<string | undefined> {
    const rows = await this.database.query<{ id: string }>(
      'SELECT id FROM catalog_category WHERE parent_id <=> ? AND title = ? ORDER BY position, id LIMIT 1',
      [parentId, title],
    );
    return rows[0]?.id;
  }

  private async nextPosition(parentId: string | null): Promise<number> {
    const rows = await this.database.query<{ next: number }>(
      'SELECT COALESCE(MAX(position), 0) + 1 AS next FROM catalog_category WHERE parent_id <=> ?',
      [parentId],
    );
    return Number(rows[0]?.next ?? 1);
  }
}
