import type { TextHits } from './product-search';

export interface RankedProduct {
  readonly productId: string;
  /** A whole number; the higher, the better. */
  readonly score: number;
}

const PLACES = 1_000_000;
const HIGHEST = 2_000_000_000;

/** What an engine elsewhere has found, by ids and scores, as hits of the catalogue: for adapters whose index is not in this database. */
export function rankedHits(products: readonly RankedProduct[], reading = ''): TextHits {
  const once = [...new Map(products.map((product) => [product.productId, product])).values()];
  const ranked = once.sort((a, b) => b.score - a.score || (a.productId < b.productId ? 1 : -1));
  const rows = ranked.map(({ productId, score }, index) => {
    const place = PLACES - 1 - (index % PLACES);
    return [productId, Math.max(0, Math.min(HIGHEST, Math.round(score))) * PLACES + place] as const;
  });
  return {
    reading,
    select: () => {
      if (rows.length === 0) return { sql: "SELECT '' AS product_id, 0 AS position FROM DUAL WHERE FALSE", params: [] };
      const [first, ...others] = rows.map(() => 'SELECT ?, ?');
      const sql = [`${first?.replace('?, ?', '? AS product_id, ? AS position')}`, ...others].join(' UNION ALL ');
      return { sql, params: rows.flat() };
    },
    suggest: () => Promise.resolve({ completions: [], correction: null }),
  };
}
