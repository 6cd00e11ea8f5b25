import { Injectable } from '@nestjs/common';
import { Database } from '../../../platform/database';
import type { Sql } from '../sql';
import { packed, unpacked } from './postings';
import type { Postings } from './postings';
import { INDEX_VERSION, searchWordsOf } from './searchable-product';
import type { SearchableProduct, WeighedWord } from './searchable-product';
import { Vocabulary } from './vocabulary';

interface Row {
  readonly id: string;
  readonly number: number;
  readonly brand: string | null;
  readonly words: Buffer | null;
}

interface IndexedProduct {
  readonly id: string;
  readonly number: number;
  readonly before: Postings;
  readonly after: Postings;
}

const SOURCE = `INSERT INTO catalog_search_source (product_id, index_version, words) VALUES ?
  ON DUPLICATE KEY UPDATE index_version = VALUES(index_version), words = VALUES(words)`;
const POSTINGS =
  'INSERT INTO catalog_search_posting (term_id, product_number, weight) VALUES ? ON DUPLICATE KEY UPDATE weight = VALUES(weight)';
const BATCH = 2_000;

/**
 * Writes the inverted index, in the transaction of the change and at its end: however many products it has written, the index gets a few
 * statements, their rows in the order of the key.
 */
@Injectable()
export class SearchIndex {
  private readonly writeKept = (products: readonly SearchableProduct[]): Promise<void> => this.write(products);

  constructor(
    private readonly database: Database,
    private readonly vocabulary: Vocabulary,
  ) {}

  keep(products: readonly SearchableProduct[]): void {
    for (const product of products) this.database.beforeCommit(product, this.writeKept);
  }

  /** For what changes the words of many products at once: they are indexed anew by a job. The statement selects `product_id`. */
  async outdate({ sql, params }: Sql): Promise<void> {
    this.database.requireTransaction();
    await this.database.execute(
      `UPDATE catalog_search_source s JOIN (${sql}) many ON many.product_id = s.product_id SET s.index_version = 0 WHERE s.index_version <> 0`,
      params,
    );
  }

  /** The last one of several states of a product counts. */
  async write(given: readonly SearchableProduct[]): Promise<void> {
    this.database.requireTransaction();
    const products = new Map(given.map((product) => [product.id, product]));
    const indexed = await this.indexed(products);
    for (const { number, before, after } of indexed) {
      const gone = [...before.keys()].filter((term) => !after.has(term));
      if (gone.length > 0)
        await this.database.execute('DELETE FROM catalog_search_posting WHERE product_number = ? AND term_id IN (?)', [number, gone]);
    }
    await this.writePostings(indexed);
    const sources = indexed.map(({ id, after }) => [id, INDEX_VERSION, packed(after)]);
    if (sources.length > 0) await this.database.execute(SOURCE, [sources]);
  }

  private async indexed(products: ReadonlyMap<string, SearchableProduct>): Promise<IndexedProduct[]> {
    const rows = await this.database.query<Row>(
      `SELECT p.id, p.search_number AS number, b.name AS brand, s.words
         FROM catalog_product p LEFT JOIN catalog_brand b ON b.id = p.brand_id LEFT JOIN catalog_search_source s ON s.product_id = p.id
        WHERE p.id IN (?)`,
      [[...products.keys()]],
    );
    const categories = await this.categories([...products.values()].some(({ categoryIds }) => categoryIds.length > 0));
    const found = rows.flatMap((row) => {
      const product = products.get(row.id);
      if (!product) return [];
      return [{ ...row, weighed: searchWordsOf(product, { brand: row.brand ?? '', categories: categories(product.categoryIds) }) }];
    });
    const spellings = new Map(found.flatMap(({ weighed }) => [...weighed].map(([term, { spelling }]) => [term, spelling])));
    const ids = await this.vocabulary.idsOf(spellings);
    return found.map(({ id, number, words, weighed }) => {
      return { id, number, before: words === null ? new Map() : unpacked(words), after: numbered(weighed, ids) };
    });
  }

  /** The titles of categories with all that lie above them; there are hundreds, not millions. */
  private async categories(wanted: boolean): Promise<(ids: readonly string[]) => string[]> {
    if (!wanted) return () => [];
    const rows = await this.database.query<{ id: string; title: string; path: string }>('SELECT id, title, path FROM catalog_category');
    const known = new Map(rows.map((row) => [row.id, row]));
    return (ids) => {
      const all = ids.flatMap((id) => known.get(id)?.path.split('/') ?? []);
      return [...new Set(all)].flatMap((id) => known.get(id)?.title ?? []);
    };
  }

  private async writePostings(products: readonly IndexedProduct[]): Promise<void> {
    const rows = products.flatMap(({ number, before, after }) =>
      [...after].filter(([term, weight]) => before.get(term) !== weight).map(([term, weight]) => [term, number, weight] as const),
    );
    rows.sort(([a, x], [b, y]) => a - b || x - y);
    for (let i = 0; i < rows.length; i += BATCH) await this.database.execute(POSTINGS, [rows.slice(i, i + BATCH)]);
  }
}

function numbered(words: ReadonlyMap<string, WeighedWord>, ids: ReadonlyMap<string, number>): Postings {
  return new Map(
    [...words].flatMap(([term, { weight }]) => {
      const id = ids.get(term);
      return id === undefined ? [] : [[id, weight]];
    }),
  );
}
