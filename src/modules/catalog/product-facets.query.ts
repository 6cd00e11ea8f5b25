import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database';
import { Money, toInteger } from '../../platform/money';
import { optionKeys, selectProducts } from './product-filter';
import type { FilterName, ProductFilter } from './product-filter';

export interface FacetValue<T> {
  readonly value: T;
  readonly count: number;
}

export interface Facets {
  readonly options: readonly { readonly name: string; readonly values: readonly FacetValue<string>[] }[];
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

const MAX_VALUES = 500;

/**
 * How many products each further choice would leave. A facet does not count with its own filter: with "M" chosen, "L" still tells how many
 * there would be, because choosing both means either.
 */
@Injectable()
export class ProductFacetsQuery {
  constructor(private readonly database: Database) {}

  async facets(filter: ProductFilter): Promise<Facets> {
    return {
      options: await this.options(filter),
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
    return this.rows<OptionRow>(
      filter,
      except,
      'o.name_key, MIN(o.name) AS name, MIN(o.value) AS value, COUNT(*) AS products',
      'JOIN catalog_option_value o ON o.product_id = p.id',
      { condition, params, tail: `GROUP BY o.name_key, o.value_key ORDER BY products DESC, value LIMIT ${MAX_VALUES}` },
    );
  }

  private async vendors(filter: ProductFilter): Promise<Facets['vendors']> {
    const rows = await this.rows<{ value: string; products: unknown }>(
      filter,
      'vendor',
      'MIN(p.vendor) AS value, COUNT(*) AS products',
      '',
      {
        condition: "p.vendor <> ''",
        params: [],
        tail: `GROUP BY p.vendor ORDER BY products DESC, value LIMIT ${MAX_VALUES}`,
      },
    );
    return rows.map(({ value, products }) => ({ value, count: toInteger(products) }));
  }

  private async inStock(filter: ProductFilter): Promise<Facets['inStock']> {
    const rows = await this.rows<{ value: number; products: unknown }>(filter, 'inStock', 'p.in_stock AS value, COUNT(*) AS products', '', {
      condition: 'TRUE',
      params: [],
      tail: 'GROUP BY p.in_stock ORDER BY p.in_stock DESC',
    });
    return rows.map(({ value, products }) => ({ value: value === 1, count: toInteger(products) }));
  }

  private async price(filter: ProductFilter): Promise<Facets['price']> {
    const rows = await this.rows<{ low: unknown; high: unknown }>(
      filter,
      'price',
      'MIN(r.min_amount) AS low, MAX(r.max_amount) AS high',
      '',
      {
        condition: 'TRUE',
        params: [],
        tail: '',
      },
    );
    const [row] = rows;
    if (!row || row.low === null) return null;
    return { min: Money.of(toInteger(row.low), filter.currency), max: Money.of(toInteger(row.high), filter.currency) };
  }

  private async rows<T>(
    filter: ProductFilter,
    except: FilterName | undefined,
    columns: string,
    join: string,
    { condition, params, tail }: { readonly condition: string; readonly params: readonly unknown[]; readonly tail: string },
  ): Promise<T[]> {
    const { from, where } = selectProducts(filter, except);
    const sql = `SELECT ${columns} ${from.sql} ${join} WHERE ${where.sql} AND ${condition} ${tail}`;
    return this.database.query<T>(sql, [...from.params, ...where.params, ...params]);
  }
}
