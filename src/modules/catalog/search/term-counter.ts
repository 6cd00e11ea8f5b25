import { Injectable } from '@nestjs/common';
import { Database } from '../../../platform/database';
import { Every } from '../../../platform/jobs';
import { toInteger } from '../../../platform/money';
import { stemOf } from './text/stem';

const STEP = 2_000;
const RAREST = 8;

interface Counted {
  readonly id: number;
  readonly term: string;
  readonly stem: string;
  readonly spelling: string;
  readonly products: number;
  readonly rarity: number;
  readonly counted: unknown;
}

/**
 * Counts how many products have each word, for the weight of words among each other. Written by everybody who writes a product, these numbers
 * would be what they all wait for; nobody needs them exact, and a search takes along the ones that it began with.
 */
@Injectable()
export class TermCounter {
  private last = '';

  constructor(private readonly database: Database) {}

  /** Nothing is counted while no product and no word is new. Two processes that count at once come to the same. Stems are made by rules that a
   * later release may change, and are looked at on the way. */
  @Every({ name: 'catalog.search-terms', everyMs: 60_000 })
  async count(): Promise<void> {
    const [row] = await this.database.query<{ products: unknown; state: string }>(
      "SELECT COUNT(*) AS products, CONCAT_WS(' ', COUNT(*), (SELECT MAX(id) FROM catalog_search_term)) AS state FROM catalog_search_source",
    );
    if (!row || row.state === this.last) return;
    const products = toInteger(row.products);
    for (let after: number | undefined = 0; after !== undefined;) after = await this.step(after, products);
    this.last = row.state;
  }

  /** @returns the last number of the step, or undefined at the end */
  private async step(after: number, products: number): Promise<number | undefined> {
    const rows = await this.database.query<Counted>(
      `SELECT t.id, t.term, t.stem, t.spelling, t.products, t.rarity, (SELECT COUNT(*) FROM catalog_search_posting p WHERE p.term_id = t.id) AS counted
         FROM catalog_search_term t WHERE t.id > ? ORDER BY t.id LIMIT ?`,
      [after, STEP],
    );
    const changed = rows.flatMap((row) => {
      const counted = toInteger(row.counted);
      const [rarity, stem] = [rarityOf(counted, products), stemOf(row.term)];
      return counted === row.products && rarity === row.rarity && stem === row.stem
        ? []
        : [[row.id, row.term, stem, row.spelling, counted, rarity]];
    });
    if (changed.length > 0) {
      await this.database.execute(
        `INSERT INTO catalog_search_term (id, term, stem, spelling, products, rarity) VALUES ?
         ON DUPLICATE KEY UPDATE stem = VALUES(stem), products = VALUES(products), rarity = VALUES(rarity)`,
        [changed],
      );
    }
    return rows.at(-1)?.id;
  }
}

/** In steps of half as many; so coarse that a few products more or less change nothing. */
function rarityOf(counted: number, products: number): number {
  if (counted === 0) return RAREST;
  return Math.max(1, Math.min(RAREST, Math.round(Math.log2(products / counted) + 1)));
}
