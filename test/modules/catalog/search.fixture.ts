import { CatalogWriter } from '../../../src/modules/catalog';
import type { ProductDraft } from '../../../src/modules/catalog';
import { productDraft } from './catalog.fixture';
import type { CatalogFixture } from './catalog.fixture';

/** What differs from a plain product, by slug. */
export type Products = Readonly<Record<string, Partial<ProductDraft>>>;

/** Written in one transaction; the last one is the newest. */
export async function sold({ app, db }: CatalogFixture, products: Products): Promise<void> {
  const drafts = Object.entries(products).map(([slug, given]) => productDraft(slug, given));
  const given = drafts.map((draft) => ({ slug: draft.slug, draftFor: () => draft }));
  await db.database.transaction(() => app.get(CatalogWriter).upsertAll(given));
}
