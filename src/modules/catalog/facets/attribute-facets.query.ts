import { Injectable } from '@nestjs/common';
import { Database, jsonValue } from '../../../platform/database';
import { groupBy } from '../../../platform/group-by';
import { chainOf } from '../../../platform/http';
import { toInteger } from '../../../platform/money';
import { attributeKeys } from '../attributes/attribute-conditions';
import { textOfRank } from '../attributes/attribute-value';
import type { AttributeOption, AttributeType } from '../attributes/attribute-value';
import { BASE_LOCALE } from '../pages/base-locale';
import type { FilterName, ProductFilter } from '../product-filter';
import { labelledIn } from '../translations/labelled';
import type { Translations } from '../translations/translation';
import { TranslationStore } from '../translations/translation-store';
import { FacetRows, MAX_VALUES } from './facet-rows';
import type { FacetValue } from './facet-rows';

export interface AttributeFacet {
  readonly key: string;
  readonly label: string;
  readonly type: AttributeType;
  readonly unit: string | null;
  /** Of texts, selects and flags. */
  readonly values: readonly (FacetValue<string> & { readonly label: string })[];
  /** Of numbers and days. */
  readonly range: { readonly min: string; readonly max: string; readonly count: number } | null;
}

interface Attribute extends Omit<AttributeFacet, 'values' | 'range'> {
  readonly id: string;
  readonly options: unknown;
}

interface ValueRow {
  readonly id: string;
  readonly value: string;
  readonly products: unknown;
}

interface RangeRow {
  readonly id: string;
  readonly low: unknown;
  readonly high: unknown;
  readonly products: unknown;
}

const JOIN = { sql: 'JOIN catalog_product_attribute pa ON pa.product_id = p.id', params: [] } as const;

/**
 * What the filterable attributes of the products say: values with counts, or the ends of a range. One statement names the attributes, two
 * count all that are not narrowed, and each narrowed one, which must not count with its own filter, takes one more.
 */
@Injectable()
export class AttributeFacetsQuery {
  constructor(
    private readonly database: Database,
    private readonly rows: FacetRows,
    private readonly translations: TranslationStore,
  ) {}

  async facets(filter: ProductFilter, locale: string): Promise<AttributeFacet[]> {
    const attributes = await this.attributes();
    if (attributes.length === 0) return [];
    const narrowed = new Set(attributeKeys(filter.attributes ?? {}));
    const words = locale === BASE_LOCALE ? new Map<string, Translations>() : await this.translations.all('attribute', chainOf(locale));
    const groups = [
      { except: undefined, members: attributes.filter(({ key }) => !narrowed.has(key)) },
      ...attributes.filter(({ key }) => narrowed.has(key)).map((one) => ({ except: { attribute: one.key }, members: [one] })),
    ];
    const values: ValueRow[] = [];
    const ranges: RangeRow[] = [];
    for (const { except, members } of groups) {
      values.push(...(await this.values(filter, except, members)));
      ranges.push(...(await this.ranges(filter, except, members)));
    }
    return shown(attributes, { values, ranges, words, locale });
  }

  /** There are dozens of attributes, not thousands. */
  private attributes(): Promise<Attribute[]> {
    return this.database.query<Attribute>(
      'SELECT id, attribute_key AS `key`, label, type, unit, options FROM catalog_attribute WHERE filterable = 1 ORDER BY position, id',
    );
  }

  private async values(filter: ProductFilter, except: FilterName | undefined, attributes: readonly Attribute[]): Promise<ValueRow[]> {
    const ids = attributes.filter((attribute) => !isRanged(attribute)).map(({ id }) => id);
    if (ids.length === 0) return [];
    return this.rows.of<ValueRow>(filter, except, {
      columns: 'pa.attribute_id AS id, MIN(pa.value) AS value, COUNT(*) AS products',
      join: JOIN,
      // What is longer cannot be asked for.
      condition: { sql: 'pa.attribute_id IN (?) AND CHAR_LENGTH(pa.value) <= 255', params: [ids] },
      tail: `GROUP BY pa.attribute_id, pa.value_key ORDER BY products DESC, value LIMIT ${MAX_VALUES}`,
    });
  }

  private async ranges(filter: ProductFilter, except: FilterName | undefined, attributes: readonly Attribute[]): Promise<RangeRow[]> {
    const ids = attributes.filter(isRanged).map(({ id }) => id);
    if (ids.length === 0) return [];
    return this.rows.of<RangeRow>(filter, except, {
      columns: 'pa.attribute_id AS id, MIN(pa.value_rank) AS low, MAX(pa.value_rank) AS high, COUNT(*) AS products',
      join: JOIN,
      condition: { sql: 'pa.attribute_id IN (?)', params: [ids] },
      tail: 'GROUP BY pa.attribute_id',
    });
  }
}

function isRanged({ type }: Pick<AttributeFacet, 'type'>): boolean {
  return type === 'number' || type === 'date';
}

interface Found {
  readonly values: readonly ValueRow[];
  readonly ranges: readonly RangeRow[];
  readonly words: ReadonlyMap<string, Translations>;
  readonly locale: string;
}

/** In the order of the attributes; those that no product has are left out. */
function shown(attributes: readonly Attribute[], { values, ranges, words, locale }: Found): AttributeFacet[] {
  const byAttribute = groupBy(values, ({ id }) => id);
  return attributes.flatMap((attribute): AttributeFacet[] => {
    const { id, key, type, unit } = attribute;
    const { label, options } = labelledIn({ ...attribute, options: optionsOf(attribute) }, words.get(id) ?? {}, locale);
    const labels = new Map(options.map((option) => [option.value, option.label]));
    const range = ranges.find((row) => row.id === id);
    const counted = (byAttribute.get(id) ?? []).map(({ value, products }) => {
      return { value, label: labels.get(value) ?? value, count: toInteger(products) };
    });
    if (counted.length === 0 && !range) return [];
    return [{ key, label, type, unit, values: counted, range: range ? rangeOf(attribute, range) : null }];
  });
}

function optionsOf({ type, options }: Attribute): readonly AttributeOption[] {
  return type === 'select' ? jsonValue<readonly AttributeOption[]>(options) : [];
}

function rangeOf({ type }: Attribute, { low, high, products }: RangeRow): AttributeFacet['range'] {
  return { min: textOfRank(type, toInteger(low)), max: textOfRank(type, toInteger(high)), count: toInteger(products) };
}
