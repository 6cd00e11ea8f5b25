import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database';
import { InvalidProduct, SlugTaken } from './catalog.errors';
import { CategoryStore, MAX_DEPTH, blankCategory } from './category-store';
import { slugCandidates } from './slug';

/** Ids of categories by their parent and what a path may call them there. */
export type KnownCategories = Map<string, string>;

interface CategoryRow {
  readonly id: string;
  readonly parent_id: string | null;
  readonly slug: string;
  readonly title: string;
}

const keyOf = (parentId: string | null, step: string): string => JSON.stringify([parentId, step]);

/** @throws InvalidProduct */
export function cleanPaths(paths: readonly (readonly string[])[]): string[][] {
  return paths.map((path) => {
    const steps = path.map((step) => step.normalize('NFC').trim());
    if (steps.length === 0 || steps.length > MAX_DEPTH || steps.some((step) => step === '' || step.length > 255)) {
      throw new InvalidProduct(`A category path has 1 to ${MAX_DEPTH} titles of 1 to 255 characters.`);
    }
    return steps;
  });
}

/**
 * Categories as files name them: by steps from the root down. A step is the title of a category, or its slug where another one below the
 * same parent could be meant by the title. Of those below one parent a step means the one with that slug, else the first with that title.
 */
@Injectable()
export class CategoryPaths {
  constructor(
    private readonly database: Database,
    private readonly store: CategoryStore,
  ) {}

  /** The ids of the last category of each path; what is missing is created. `known` spares many calls in one transaction their look-ups. */
  async ensure(paths: readonly (readonly string[])[], known: KnownCategories = new Map()): Promise<string[]> {
    const leaves = new Set<string>();
    for (const steps of cleanPaths(paths)) {
      let parentId: string | null = null;
      for (const step of steps) {
        const key: string = keyOf(parentId, step);
        const id: string = known.get(key) ?? (await this.child(parentId, step));
        known.set(key, id);
        parentId = id;
      }
      if (parentId !== null) leaves.add(parentId);
    }
    return [...leaves].sort();
  }

  /** The tree as `ensure` looks things up in it. */
  async known(): Promise<KnownCategories> {
    const rows = await this.database.query<CategoryRow>(
      'SELECT id, parent_id, slug, title FROM catalog_category ORDER BY position DESC, id DESC',
    );
    // What comes last wins: a slug over a title, and of two with one title the first.
    return new Map([
      ...rows.map(({ id, parent_id, title }): [string, string] => [keyOf(parent_id, title), id]),
      ...rows.map(({ id, parent_id, slug }): [string, string] => [keyOf(parent_id, slug), id]),
    ]);
  }

  /** Steps from the root down, by category id. Read at once: a tree has hundreds of categories, not millions. */
  async all(): Promise<ReadonlyMap<string, readonly string[]>> {
    const rows = await this.database.query<CategoryRow & { readonly path: string; readonly namesakes: unknown }>(
      'SELECT id, parent_id, slug, title, path, COUNT(*) OVER (PARTITION BY parent_id, title) AS namesakes FROM catalog_category',
    );
    const bySlug = new Map(rows.map(({ id, parent_id, slug }) => [keyOf(parent_id, slug), id]));
    const steps = new Map(
      rows.map(({ id, parent_id, slug, title, namesakes }) => {
        const isMeant = Number(namesakes) === 1 && (bySlug.get(keyOf(parent_id, title)) ?? id) === id;
        return [id, isMeant ? title : slug];
      }),
    );
    return new Map(rows.map(({ id, path }) => [id, path.split('/').flatMap((step) => steps.get(step) ?? [])]));
  }

  private async child(parentId: string | null, title: string): Promise<string> {
    const position = await this.nextPosition(parentId);
    for (const slug of slugCandidates(title, 'category')) {
      const found = await this.find(parentId, title);
      if (found !== undefined) return found;
      try {
        return await this.store.insert({ ...blankCategory(title), parentId, slug, position });
      } catch (error) {
        // Another branch of the tree has this slug, or another import just made the same category: look again.
        if (!(error instanceof SlugTaken)) throw error;
      }
    }
    const found = await this.find(parentId, title);
    if (found === undefined) throw new InvalidProduct(`No slug is free for the category "${title}".`);
    return found;
  }

  private async find(parentId: string | null, step: string): Promise<string | undefined> {
    const rows = await this.database.query<{ id: string }>(
      'SELECT id FROM catalog_category WHERE parent_id <=> ? AND (slug = ? OR title = ?) ORDER BY slug = ? DESC, position, id LIMIT 1',
      [parentId, step, step, step],
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
