import { Injectable } from '@nestjs/common';
import { Database } from '../../../platform/database';
import { visibleAs } from '../schedule/visibility';
import type { Sql } from '../sql';
import { ProductSearch } from './product-search';
import type { LooserReading, TextHits, WordSuggestions } from './product-search';
import { allOf, hitsSql, someOf } from './query/hits-sql';
import { planOf } from './query/plan';
import { bakedIn, readingOf } from './query/reading';
import type { Plan, Slot } from './query/slot';
import { foundTerm, lookup } from './query/term-lookup';
import type { FoundTerm, TermRow } from './query/term-lookup';
import { typedText } from './query/typed-words';
import type { TypedText } from './query/typed-words';
import { SearchIndex } from './search-index';
import { MOST_OF_TEXT } from './searchable-product';
import type { SearchableProduct } from './searchable-product';

const UNFINISHED = /[\p{L}\p{M}\p{N}]+$/u;
const CANDIDATES = 3;

/** The built-in engine: an inverted index in tables of this database. */
@Injectable()
export class MysqlProductSearch extends ProductSearch {
  constructor(
    private readonly database: Database,
    private readonly index: SearchIndex,
  ) {
    super();
  }

  /** One statement, whatever the text. */
  async read(typed: string, reading?: string): Promise<TextHits> {
    const text = typedText(typed);
    const baked = reading === undefined ? undefined : bakedIn(reading);
    const query = lookup(
      text,
      baked?.map(({ mode }) => mode),
    );
    const found = query.sql === '' ? [] : (await this.database.query<TermRow>(query.sql, query.params)).map(foundTerm);
    return this.hits(text, planOf(text, found, baked));
  }

  keep(products: readonly SearchableProduct[]): void {
    this.index.keep(products);
  }

  outdate(products: Sql): Promise<void> {
    return this.index.outdate(products);
  }

  private hits(text: TypedText, plan: Plan): TextHits {
    const known = plan.slots.filter(({ readings }) => readings.length > 0);
    return {
      reading: readingOf(plan.slots),
      select: (ranked) => hitsSql({ ...plan, slots: known }, ranked),
      suggest: (limit) => this.suggest(text, plan, limit),
      ...(known.length > 1 && { looser: this.looser(text, plan, known) }),
    };
  }

  private looser(text: TypedText, plan: Plan, known: readonly Slot[]): LooserReading {
    const { sql, params } = someOf(known);
    return {
      select: {
        sql: `SELECT n.id AS product_id, w.subset, w.worth FROM (${sql}) w JOIN catalog_product n ON n.search_number = w.number`,
        params,
      },
      of: (subset) => {
        const left = known.filter((_, index) => (subset & (2 ** index)) === 0);
        const slots = plan.slots.map((slot) => (left.includes(slot) ? { ...slot, mode: 'unknown' as const, readings: [] } : slot));
        return this.hits(text, { ...plan, slots });
      },
    };
  }

  /**
   * Words of products that nobody may see yet are never told. Completed is what products are called or sorted by: most words of descriptions are
   * nothing that anybody looks for.
   */
  private async suggest(text: TypedText, { slots }: Plan, limit: number): Promise<WordSuggestions> {
    const last = slots.at(-1);
    const word = text.words.at(-1)?.term;
    const others = slots.slice(0, -1).filter(({ readings }) => readings.length > 0);
    const beginnings = last?.mode === 'typed' ? last.beginnings.slice(0, CANDIDATES * limit) : [];
    const instead = slots.flatMap((slot) => slot.instead);
    const shown = await this.shown(beginnings, instead, beginnings.length > 0 ? others : []);
    const before = text.text.replace(UNFINISHED, '');
    const completions = beginnings
      .filter(({ id, term }) => shown.has(id) && term !== word)
      .slice(0, limit)
      .map(({ spelling }) => `${before}${spelling}`);
    return { completions, correction: correctionOf(text, slots, shown) };
  }

  private async shown(
    beginnings: readonly FoundTerm[],
    instead: readonly FoundTerm[],
    others: readonly Slot[],
  ): Promise<ReadonlySet<number>> {
    if (beginnings.length + instead.length === 0) return new Set();
    const beside: Sql = others.length === 0 ? { sql: '', params: [] } : allOf(others);
    const join = others.length === 0 ? '' : `JOIN (${beside.sql}) o ON o.number = e.product_number`;
    const rows = await this.database.query<{ id: number }>(
      `SELECT t.id FROM catalog_search_term t
        WHERE t.id IN (?) AND EXISTS (SELECT 1 FROM catalog_search_posting e JOIN catalog_product p ON p.search_number = e.product_number ${join}
                                       WHERE e.term_id = t.id AND (e.weight > ${MOST_OF_TEXT} OR t.id IN (?)) AND ${visibleAs('p')})`,
      [idsOf([...beginnings, ...instead]), ...beside.params, [0, ...idsOf(instead)]],
    );
    return new Set(rows.map(({ id }) => id));
  }
}

const idsOf = (terms: readonly FoundTerm[]): number[] => terms.map(({ id }) => id);

function correctionOf({ words }: TypedText, slots: readonly Slot[], shown: ReadonlySet<number>): string | null {
  if (slots.every(({ instead }) => instead.length === 0)) return null;
  const said = words.map(({ term }, index) => {
    const { mode = 'typed', instead = [] } = slots[index] ?? {};
    return mode === 'typed' ? term : (instead.find(({ id }) => shown.has(id))?.spelling ?? (mode === 'unknown' ? '' : undefined));
  });
  return said.includes(undefined) ? null : said.filter(Boolean).join(' ');
}
