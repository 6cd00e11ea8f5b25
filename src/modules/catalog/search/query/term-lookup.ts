import { toInteger } from '../../../../platform/money';
import { joinSql } from '../../sql';
import type { Sql } from '../../sql';
import { skuKey } from '../../text-key';
import { stemOf } from '../text/stem';
import { errorsIn, restsOf } from '../text/typing-errors';
import type { TypedText, TypedWord } from './typed-words';

/** How a word was read. */
export type Mode = 'typed' | 'corrected' | 'split' | 'unknown';

/** A word of the vocabulary that one of the typed words may mean, or a product whose number was typed. */
export interface FoundTerm {
  readonly kind: 'form' | 'joined' | 'beginning' | 'error' | 'piece' | 'synonym' | 'number';
  /** Which typed word; of a synonym, which phrase. */
  readonly slot: number;
  /** Of the vocabulary; of a number, the product's `search_number`. */
  readonly id: number;
  readonly term: string;
  readonly spelling: string;
  readonly products: number;
  readonly rarity: number;
  /** Of a synonym: its reading, and which of how many words of it. */
  readonly reading: string;
  readonly part: number;
  readonly parts: number;
}

/** As the driver tells it: of a union some servers make every number as wide as they can, and such ones come as text. */
export type TermRow = { readonly [K in keyof FoundTerm]: FoundTerm[K] extends number ? unknown : FoundTerm[K] };

export function foundTerm(row: TermRow): FoundTerm {
  const { slot, id, products, rarity, part, parts } = row;
  const numbers = { slot: toInteger(slot), id: toInteger(id), products: toInteger(products), rarity: toInteger(rarity) };
  return { ...row, ...numbers, part: toInteger(part), parts: toInteger(parts) };
}

const MOST_FORMS = 24;
const MOST_BEGINNINGS = 64;
/** The nearer a word, the more rests it shares. */
const MOST_ERRORS = 100;
const MOST_SYNONYMS = 200;
const MOST_NUMBERS = 50;
/** One letter alone begins a twentieth of all words. */
const SHORTEST_BEGINNING = 2;
const SHORTEST_PIECE = 3;
const SHORTEST_NUMBER = 4;
/** Sorts behind every character that words have. */
const END = '\u{10ffff}';
const TERM = "t.id, t.term, t.spelling, t.products, t.rarity, '' AS reading, 0 AS part, 0 AS parts";

/** One statement for all that the vocabulary has to say about a text. Errors are looked for only in words that there are not. */
export function lookup(text: TypedText, modes: readonly Mode[] | undefined): Sql {
  const alone = text.words.length === 1;
  const words = text.words.flatMap((word, slot) => readingsOf(word, slot, modes?.[slot], alone ? SHORTEST_BEGINNING : 1));
  return joinSql([...words, ...synonyms(text), ...numbers(text.text)], ' UNION ALL ');
}

function readingsOf(word: TypedWord, slot: number, mode: Mode | undefined, shortest: number): Sql[] {
  if (mode !== undefined && mode !== 'typed') return [];
  const begun = beginnings(word, slot, shortest);
  if (mode === 'typed') return [forms(word, slot), ...joined(word, slot), ...begun];
  return [forms(word, slot), ...joined(word, slot), ...begun, ...errors(word, slot), ...pieces(word, slot)];
}

function select(kind: FoundTerm['kind'], slot: number, { sql, params }: Sql): Sql {
  return { sql: `(SELECT '${kind}' AS kind, ${slot} AS slot, ${TERM} FROM catalog_search_term t ${sql})`, params };
}

function forms({ stem }: TypedWord, slot: number): Sql {
  return select('form', slot, { sql: `WHERE t.stem = ? LIMIT ${MOST_FORMS}`, params: [stem] });
}

function joined({ joined: terms }: TypedWord, slot: number): Sql[] {
  if (terms.length === 0) return [];
  return [select('joined', slot, { sql: 'WHERE t.stem IN (?)', params: [terms.map(stemOf)] })];
}

/** The last word may not be finished; another one that there is not may be the beginning of one. */
function beginnings(word: TypedWord, slot: number, shortest: number): Sql[] {
  const { term, last, exact } = word;
  if (exact || term.length < shortest) return [];
  const order = `ORDER BY t.products DESC, t.id LIMIT ${MOST_BEGINNINGS}`;
  if (last) return [select('beginning', slot, { sql: `WHERE t.term > ? AND t.term < ? ${order}`, params: [term, `${term}${END}`] })];
  const sql = `WHERE t.term > ? AND t.term < ? AND NOT EXISTS (SELECT 1 FROM catalog_search_term k WHERE k.stem = ?) ${order}`;
  return [select('beginning', slot, { sql, params: [term, `${term}${END}`, word.stem] })];
}

/** Words that may be meant, with all their forms: one that is a form only may be too far from what was typed. */
function errors(word: TypedWord, slot: number): Sql[] {
  const most = errorsIn(word.term);
  if (most === 0 || word.exact) return [];
  const { sql, params } = notKnown(word);
  const near = `SELECT n.stem FROM catalog_search_rest y JOIN catalog_search_term n ON n.id = y.term_id WHERE y.rest IN (?) AND ${sql}
    GROUP BY n.id, n.stem ORDER BY COUNT(*) DESC, n.id LIMIT ${MOST_ERRORS}`;
  const forms = `JOIN (SELECT DISTINCT c.stem FROM (${near}) c) s ON s.stem = t.stem`;
  return [select('error', slot, { sql: forms, params: [restsOf(word.term, most), ...params] })];
}

/** Two words that were written together. */
function pieces(word: TypedWord, slot: number): Sql[] {
  const found = cutsOf(word.term).flat();
  if (found.length === 0 || word.exact) return [];
  const { sql, params } = notKnown(word);
  const where = `WHERE t.stem IN (?) AND ${sql}`;
  return [select('piece', slot, { sql: where, params: [[...new Set(found.map(stemOf))], ...params] })];
}

export function cutsOf(term: string): (readonly [string, string])[] {
  const cuts: (readonly [string, string])[] = [];
  for (let at = SHORTEST_PIECE; at <= term.length - SHORTEST_PIECE; at += 1) cuts.push([term.slice(0, at), term.slice(at)]);
  return cuts;
}

function notKnown({ term, stem, joined: terms }: TypedWord): Sql {
  const sql = `NOT EXISTS (SELECT 1 FROM catalog_search_term k WHERE k.stem = ?) AND NOT EXISTS (SELECT 1 FROM catalog_search_term k WHERE k.term >= ? AND k.term < ?)`;
  const known = { sql, params: [stem, term, `${term}${END}`] };
  if (terms.length === 0) return known;
  return joinSql([known, { sql: 'NOT EXISTS (SELECT 1 FROM catalog_search_term k WHERE k.term IN (?))', params: [terms] }], ' AND ');
}

function synonyms({ phrases }: TypedText): Sql[] {
  if (phrases.length === 0) return [];
  const typed = [...new Set(phrases.map((phrase) => phrase.typed))];
  return [
    {
      // Synonyms that overlap would repeat a word, and push others past the limit. Those of several words stay apart: their parts belong together.
      sql: `(SELECT DISTINCT 'synonym' AS kind, FIELD(s.typed, ?) - 1 AS slot, t.id, t.term, t.spelling, t.products, t.rarity,
                    IF(s.parts = 1, '', CONCAT(s.synonym_id, s.reading)) AS reading, s.part, s.parts
               FROM catalog_search_synonym_word s JOIN catalog_search_term t ON t.stem = s.stem WHERE s.typed IN (?) LIMIT ${MOST_SYNONYMS})`,
      params: [typed, typed],
    },
  ];
}

/** SKUs and barcodes, and the beginning of a SKU when the text looks like one. As it was typed, too: see `skuKey` of the variant. */
function numbers(text: string): Sql[] {
  if (text === '' || text.length > 100) return [];
  const key = skuKey(text);
  const digits = text.replace(/[\s-]/g, '');
  const barcodes = /^\d{8,14}$/.test(digits) ? [...new Set([text, digits])] : [];
  return [
    number('sku', '= ?', true, [text]),
    number('sku_key', '= ?', true, [key]),
    ...(barcodes.length > 0 ? [number('barcode', 'IN (?)', true, [barcodes])] : []),
    ...(looksLikeSku(text) ? [number('sku_key', `> ? AND v.sku_key < ?`, false, [key, `${key}${END}`])] : []),
  ];
}

/** Sorted by the column that is asked: its index has both. */
function number(column: string, condition: string, exact: boolean, params: readonly unknown[]): Sql {
  const found = `p.search_number AS id, '' AS term, '' AS spelling, 0 AS products, 0 AS rarity, '' AS reading, ${Number(exact)} AS part, 0 AS parts`;
  return {
    sql: `(SELECT 'number' AS kind, 0 AS slot, ${found} FROM catalog_variant v JOIN catalog_product p ON p.id = v.product_id
            WHERE v.${column} ${condition} ORDER BY v.${column} LIMIT ${MOST_NUMBERS})`,
    params,
  };
}

const looksLikeSku = (text: string): boolean => text.length >= SHORTEST_NUMBER && /^[^\s]*[\d-][^\s]*$/u.test(text);
