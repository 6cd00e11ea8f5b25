import { Injectable } from '@nestjs/common';
import { Money, toInteger } from '../../platform/money';
import { AttributeFacetsQuery } from './facets/attribute-facets.query';
import type { AttributeFacet } from './facets/attribute-facets.query';
import { FacetRows, MAX_VALUES } from './facets/facet-rows';
import type { FacetValue } from './facets/facet-rows';
import { LinkFacetsQuery } from './facets/link-facets.query';
import type { CategoryFacet, LinkFacet } from './facets/link-facets.query';
import { BASE_LOCALE } from './pages/base-locale';
import { optionKeys } from './product-filter';
import type { FilterName, ProductFilter } from './product-filter';

export interface Facets {
  readonly options: readonly { readonly name: string; readonly values: readonly FacetValue<string>[] }[];
  readonly attributes: readonly AttributeFacet[];
  readonly brands: readonly LinkFacet[];
  readonly categories: readonly CategoryFacet[];
  readonly vendors: readonly FacetValue<string>[];
  readonly inStock: readonly FacetValue<boolean>[];
  /** The cheapest and the dearest price; null when nothing matches. */
  readonly price: { readonly min: Money; readonly max: Money } | null;
}

interface OptionRow {
  readonly name_key: string;
  readonly name: string;
  readonly value: string;
  readonly products: unknown;
}

/**
 * How many products each further choice would leave. A facet does not count with its own filter: with "M" chosen, "L" still tells how many
 * there would be, because choosing both means either. At most ten statements, and one for each option and attribute that is narrowed.
 */
@Injectable()
export class ProductFacetsQuery {
  constructor(
    private readonly rows: FacetRows,
    private readonly links: LinkFacetsQuery,
    private readonly attributes: AttributeFacetsQuery,
  ) {}

  async facets(filter: ProductFilter, locale = BASE_LOCALE): Promise<Facets> {
    return {
      options: await this.options(filter),
      attributes: await this.attributes.facets(filter, locale),
      brands: await this.links.brands(filter, locale),
      categories: await this.links.categories(filter, locale),
      vendors: await this.vendors(filter),
      inStock: await this.inStock(filter),
      price: await this.price(filter),
    };
  }

  private async options(filter: ProductFilter): Promise<Facets['options']> {
    const chosen = [...optionKeys(filter).keys()];
    const rows =
      chosen.length > 0
        ? await this.optionRows(filter, undefined, 'o.name_key NOT IN (?)', [chosen])
        : await this.optionRows(filter, undefined, 'TRUE', []);
    for (const option of chosen) rows.push(...(await this.optionRows(filter, { option }, 'o.name_key = ?', [option])));
    const groups = new Map<string, { name: string; values: FacetValue<string>[] }>();
    for (const row of rows) {
      const group = groups.get(row.name_key) ?? { name: row.name, values: [] };
      group.values.push({ value: row.value, count: toInteger(row.products) });
      groups.set(row.name_key, group);
    }
    return [...groups.values()].sort((a, b) => a.name.localeCompare(b.name, 'en'));
  }

  private optionRows(
    filter: ProductFilter,
    except: FilterName | undefined,
    condition: string,
    params: readonly unknown[],
  ): Promise<OptionRow[]> {
    return this.rows.of<OptionRow>(filter, except, {
      columns: 'o.name_key, MIN(o.name) AS name, MIN(o.value) AS value, COUNT(*) AS products',
      join: { sql: 'JOIN catalog_option_value o ON o.product_id = p.id', params: [] },
      condition: { sql: condition, params },
      tail: `GROUP BY o.name_key, o.value_key ORDER BY products DESC, value LIMIT ${MAX_VALUES}`,
    });
  }

  private async vendors(filter: ProductFilter): Promise<Facets['vendors']> {
    const rows = await this.rows.of<{ value: string; products: unknown }>(filter, 'vendor', {
      columns: 'MIN(p.vendor) AS value, COUNT(*) AS products',
      condition: { sql: "p.vendor <> ''", params: [] },
      tail: `GROUP BY p.vendor ORDER BY products DESC, value LIMIT ${MAX_VALUES}`,
    });
    return rows.map(({ value, products }) => ({ value, count: toInteger(products) }));
  }

  private async inStock(filter: ProductFilter): Promise<Facets['inStock']> {
    const rows = await this.rows.of<{ value: number; products: unknown }>(filter, 'inStock', {
      columns: 'p.in_stock AS value, COUNT(*) AS products',
      tail: 'GROUP BY p.in_stock ORDER BY p.in_stock DESC',
    });
    return rows.map(({ value, products }) => ({ value: value === 1, count: toInteger(products) }));
  }

  private async price(filter: ProductFilter): Promise<Facets['price']> {
    const rows = await this.rows.of<{ low: unknown; high: unknown }>(filter, 'price', {
      columns: 'MIN(r.min_amount) AS low, MAX(r.max_amount) AS high',
    });
    const [row] = rows;
    if (!row || row.low === null) return null;
    return { min: Money.of(toInteger(row.low), filter.currency), max: Money.of(toInteger(row.high), filter.currency) };
  }
}
