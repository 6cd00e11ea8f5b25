import { ValidationFailed } from '../../../platform/http';
import type { Sql } from '../sql';
import { ATTRIBUTE_KEY, boundOf, keyOf } from './attribute-value';
import type { AttributeType } from './attribute-value';

/** Wanted values by attribute key; `capacityGte` and `capacityLte` are the ends of a range. */
export type AttributeFilter = Readonly<Record<string, readonly string[]>>;

/** No product meets it. */
const NOTHING: Sql = { sql: 'FALSE', params: [] };

interface Named {
  readonly key: string;
  readonly end?: 'Gte' | 'Lte';
  readonly values: readonly string[];
}

/** @throws ValidationFailed naming each end of a range that is not one number or one day */
export function checkedBounds(filter: AttributeFilter): AttributeFilter {
  const wrong = Object.entries(filter).filter(([name, values]) => {
    return nameOf(name, values).end !== undefined && (values.length !== 1 || boundOf(values[0] ?? '') === undefined);
  });
  const detail = 'must be one number such as 0.3, or one day such as 2026-11-20';
  if (wrong.length > 0) throw new ValidationFailed(wrong.map(([name]) => ({ pointer: `?attr.${name}`, code: 'bound', detail })));
  return filter;
}

/** Conditions on `p` (catalog_product), one for each attribute but the one left out: a facet does not count with its own filter. */
export function attributeConditions(filter: AttributeFilter, exceptKey?: string): Sql[] {
  const named = Object.entries(filter).map(([name, values]) => nameOf(name, values));
  const keys = [...new Set(named.map(({ key }) => key))].filter((key) => key !== exceptKey);
  return keys.map((key) =>
    conditionOf(
      key,
      named.filter((one) => one.key === key),
    ),
  );
}

/** The keys of the attributes that a filter narrows. */
export function attributeKeys(filter: AttributeFilter): string[] {
  return [...new Set(Object.entries(filter).map(([name, values]) => nameOf(name, values).key))];
}

function conditionOf(key: string, wanted: readonly Named[]): Sql {
  if (!ATTRIBUTE_KEY.test(key)) return NOTHING;
  const parts: Sql[] = wanted.map(({ end, values }) => (end ? rangeOf(end, values) : equalTo(values)));
  return {
    sql: `EXISTS (SELECT 1 FROM catalog_attribute a JOIN catalog_product_attribute pa ON pa.attribute_id = a.id
                   WHERE a.attribute_key = ? AND a.filterable = 1 AND pa.product_id = p.id AND ${parts.map(({ sql }) => sql).join(' AND ')})`,
    params: [key, ...parts.flatMap(({ params }) => params)],
  };
}

function equalTo(values: readonly string[]): Sql {
  const keys = (type: AttributeType): string[] => values.map((value) => keyOf(type, value));
  return {
    sql: "(a.type = 'text' AND pa.value_key IN (?) OR a.type = 'number' AND pa.value_key IN (?) OR a.type NOT IN ('text', 'number') AND pa.value_key IN (?))",
    params: [keys('text'), keys('number'), keys('select')],
  };
}

function rangeOf(end: 'Gte' | 'Lte', [text = '']: readonly string[]): Sql {
  const bound = boundOf(text);
  if (!bound) return NOTHING;
  return { sql: `a.type = ? AND pa.value_rank ${end === 'Gte' ? '>=' : '<='} ?`, params: [bound.type, bound.rank] };
}

function nameOf(name: string, values: readonly string[]): Named {
  const match = /^(.+)(Gte|Lte)$/.exec(name);
  return match ? { key: match[1] ?? name, end: match[2] === 'Gte' ? 'Gte' : 'Lte', values } : { key: name, values };
}
