import type { Sql } from '../sql';
import type { SearchableProduct } from './searchable-product';

/** What is said of words that were typed. */
export interface WordSuggestions {
  /** Texts that begin with what was typed, each of which finds something. */
  readonly completions: readonly string[];
  /** The text as it was probably meant, when it was read otherwise than it was typed. */
  readonly correction: string | null;
}

/** The best that a part of the words finds, when all of them together find nothing. */
export interface LooserReading {
  /** Selects `product_id`, `subset` (which of the words it has) and `worth` (how much those say) of every product that has any. */
  readonly select: Sql;
  /** The products that have just these words. */
  of(subset: number): TextHits;
}

/** The products that a text finds, as something that a list can join, filter, count and page through. */
export interface TextHits {
  /**
   * Selects `product_id`, each product once; when they are ranked also `position`, a whole number below 2^53 that no two products share:
   * the higher, the better. It must not change because other products come or go.
   */
  select(ranked: boolean): Sql;
  /** How the text was read. A cursor takes it along, so that all pages read it the same way. */
  readonly reading: string;
  /** Absent when there is nothing to leave out. */
  readonly looser?: LooserReading;
  suggest(limit: number): Promise<WordSuggestions>;
}

/**
 * The port of text search. The catalogue finds products with it and joins what it answers with everything that it filters by itself; it
 * keeps the engine informed of every product that has changed.
 */
export abstract class ProductSearch {
  /** @param reading of the first page, when this is one of the later ones */
  abstract read(text: string, reading?: string): Promise<TextHits>;

  /** The products are now like this; inside the transaction that makes them so. What lies outside this database is told after the commit. */
  abstract keep(products: readonly SearchableProduct[]): void;

  /** Something else that these products are found by has changed: their brand's name, a category's title. The statement selects `product_id`. */
  abstract outdate(products: Sql): Promise<void>;
}
