import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { demoCatalogue } from '../../../../src/demo/demo-catalogue';
import { CatalogWriter, ProductImport } from '../../../../src/modules/catalog';
import { TermCounter } from '../../../../src/modules/catalog/search/term-counter';
import { SynonymStore } from '../../../../src/modules/catalog/search/synonyms/synonym-store';
import type { CatalogFixture } from '../catalog.fixture';
import { readSynonyms } from './judgements';

const SHOPIFY = join(__dirname, '../../../fixtures/shopify');

/** The catalogue that the judgements are about: the demo shop, and two exports of a clothes shop and a jeweller. */
export async function loadShop({ app, db }: CatalogFixture): Promise<void> {
  const drafts = demoCatalogue('https://images.example.com');
  const given = drafts.map((draft) => ({ slug: draft.slug, draftFor: () => draft }));
  await db.database.transaction(() => app.get(CatalogWriter).upsertAll(given));
  const imports = app.get(ProductImport, { strict: false });
  for (const name of ['apparel.csv', 'jewelery.csv']) {
    const group = [];
    for await (const product of imports.read(createReadStream(join(SHOPIFY, name)), { format: 'shopify_csv', currency: 'EUR' }))
      group.push(product);
    await imports.take(group, { dryRun: false }, () => Promise.resolve());
  }
  for (const { from, words } of readSynonyms()) {
    await app.get(SynonymStore, { strict: false }).create({ kind: from === null ? 'equivalent' : 'one_way', from, words });
  }
  await app.get(TermCounter, { strict: false }).count();
}
