import { joinSql } from '../../sql';
import type { Sql } from '../../sql';
import type { Plan, Slot } from './slot';

/** Of one product the parts of its position: below, its number, which no other has; above, how good it is. */
const NUMBERS = 2 ** 31;
/** Above every score that words can make. */
const EXACT_NUMBER = 2 ** 22 - 1;
const ALIKE_NUMBER = EXACT_NUMBER - 1;
/** What a product in stock is better by: a fourteenth. */
const IN_STOCK = 14;
/** Less than one point of score is worth among what is in stock, and among what is not: there, only equal scores are told apart by sales. */
const SALES_STEP = `LEAST(FLOOR(4 * LOG10(1 + n.sold)), ${IN_STOCK - 1})`;
/** Of parts of a text, the one with more words says more; among those, the one with the rarer words. */
const EACH_WORD = 64;
/** Where there is one word, its rarity makes no difference. */
const ALONE = 4;
/** A derived table with a limit is made once, sorted, and only then joined: the rest of the query looks at a page of it. */
const MADE_ONCE = 'LIMIT 1000000000';

/** Selects `product_id` and, ranked, `position` of the products that have all words of the plan. */
export function hitsSql({ slots, exact, alike }: Plan, ranked: boolean): Sql {
  const pinned = [...exact, ...alike];
  const parts = [
    ...(slots.length > 0 ? [byWords(slots, pinned, ranked)] : []),
    ...(pinned.length > 0 ? [byNumber(exact, alike, ranked)] : []),
  ];
  if (parts.length === 0) return { sql: `SELECT id AS product_id, 0 AS position FROM catalog_product WHERE FALSE`, params: [] };
  const all = parts.length === 1 ? joinSql(parts, '') : joinSql(parts.map(inBrackets), ' UNION ALL ');
  return ranked ? { sql: `${all.sql} ${MADE_ONCE}`, params: all.params } : all;
}

const inBrackets = ({ sql, params }: Sql): Sql => ({ sql: `(${sql})`, params });

function byWords(slots: readonly Slot[], pinned: readonly number[], ranked: boolean): Sql {
  const hits = allOf(slots);
  const position = `LEAST(h.score * (${IN_STOCK} + n.in_stock) + ${SALES_STEP}, ${ALIKE_NUMBER - 1}) * ${NUMBERS} + n.search_number AS position`;
  const sql = `SELECT n.id AS product_id${ranked ? `, ${position}` : ''} FROM (${hits.sql}) h JOIN catalog_product n ON n.search_number = h.number`;
  if (pinned.length === 0) return { sql, params: hits.params };
  return { sql: `${sql} WHERE n.search_number NOT IN (?)`, params: [...hits.params, pinned] };
}

function byNumber(exact: readonly number[], alike: readonly number[], ranked: boolean): Sql {
  const position = ranked
    ? `, IF(n.search_number IN (?), ${EXACT_NUMBER}, ${ALIKE_NUMBER}) * ${NUMBERS} + n.search_number AS position`
    : '';
  const numbers = [...exact, ...alike];
  return {
    sql: `SELECT n.id AS product_id${position} FROM catalog_product n WHERE n.search_number IN (?)`,
    params: ranked ? [exact.length > 0 ? exact : [0], numbers] : [numbers],
  };
}

/** The rarest word drives, and the others are looked up for its products: `number` and `score`. */
export function allOf(slots: readonly Slot[]): Sql {
  const ordered = [...slots].sort((a, b) => sizeOf(a) - sizeOf(b));
  const [first, ...others] = ordered.map((slot, index) => table(slot, `s${index}`));
  if (!first) return { sql: 'SELECT 0 AS number, 0 AS score FROM DUAL WHERE FALSE', params: [] };
  const score = ordered.map((slot, index) => `s${index}.points * ${ordered.length === 1 ? ALONE : slot.rarity}`).join(' + ');
  const joins = others.map(({ sql, params }, index): Sql => ({ sql: `STRAIGHT_JOIN ${sql} ON s${index + 1}.number = s0.number`, params }));
  const from = joinSql([{ sql: `FROM ${first.sql}`, params: first.params }, ...joins], ' ');
  return { sql: `SELECT s0.number, ${score} AS score ${from.sql}`, params: from.params };
}

/** Products that have some of the words: `number`, `subset` (a bit for each word) and `worth` (how much those words say). */
export function someOf(slots: readonly Slot[]): Sql {
  const each = slots.map((slot, index) => {
    const { sql, params } = pointsOf(slot);
    return { sql: `(SELECT w${index}.number, ${2 ** index} AS bit, ${EACH_WORD + slot.rarity} AS worth FROM (${sql}) w${index})`, params };
  });
  const all = joinSql(each, ' UNION ALL ');
  return { sql: `SELECT u.number, SUM(u.bit) AS subset, SUM(u.worth) AS worth FROM (${all.sql}) u GROUP BY u.number`, params: all.params };
}

function table(slot: Slot, name: string): Sql {
  const { sql, params } = pointsOf(slot);
  return { sql: `(${sql}) ${name}`, params };
}

/** The products of a word, each once, with what it counts for them: `number` and `points`. */
function pointsOf({ readings }: Slot): Sql {
  const closeness = new Map<number, number>();
  for (const { all, closeness: close } of readings) {
    if (all.length !== 1) continue;
    for (const id of all[0] ?? []) closeness.set(id, Math.max(close, closeness.get(id) ?? 0));
  }
  const several = readings.filter(({ all }) => all.length > 1).map(({ all, closeness: close }) => together(all, close));
  const parts = [...(closeness.size > 0 ? [anyOf(closeness)] : []), ...several];
  const [only] = parts;
  if (only && parts.length === 1 && closeness.size === 1) return only;
  const all = joinSql(parts, ' UNION ALL ');
  return { sql: `SELECT a.number, MAX(a.points) AS points FROM (${all.sql}) a GROUP BY a.number`, params: all.params };
}

function anyOf(closeness: ReadonlyMap<number, number>): Sql {
  const levels = [...new Set(closeness.values())].sort((a, b) => b - a);
  const ids = (level: number): number[] => [...closeness].filter(([, close]) => close === level).map(([id]) => id);
  const cases = levels.slice(1).map((level) => ({ sql: `WHEN e.term_id IN (?) THEN ${level}`, params: [ids(level)] }));
  const factor = cases.length === 0 ? { sql: `${levels[0]}`, params: [] } : joinSql([...cases], ' ');
  const close = cases.length === 0 ? factor.sql : `CASE ${factor.sql} ELSE ${levels[0]} END`;
  return {
    sql: `SELECT e.product_number AS number, e.weight * ${close} AS points FROM catalog_search_posting e WHERE e.term_id IN (?)`,
    params: [...factor.params, [...closeness.keys()]],
  };
}

function together(all: readonly (readonly number[])[], closeness: number): Sql {
  const [first, ...others] = all;
  const weights = all.map((_, index) => `t${index}.weight`).join(', ');
  const joins = others.map((ids, index) => ({
    sql: `JOIN catalog_search_posting t${index + 1} ON t${index + 1}.product_number = t0.product_number AND t${index + 1}.term_id IN (?)`,
    params: [ids],
  }));
  const from = joinSql(
    [{ sql: 'FROM catalog_search_posting t0', params: [] }, ...joins, { sql: 'WHERE t0.term_id IN (?)', params: [first] }],
    ' ',
  );
  return { sql: `SELECT t0.product_number AS number, LEAST(${weights}) * ${closeness} AS points ${from.sql}`, params: from.params };
}

/** A word that was not counted yet may be anywhere. */
function sizeOf({ products, readings }: Slot): number {
  return products === 0 ? Number.MAX_SAFE_INTEGER : products + readings.length;
}
