import { Injectable } from '@nestjs/common';
import { Database } from '../../../platform/database';
import { selectProducts } from '../product-filter';
import type { FilterName, ProductFilter } from '../product-filter';
import type { Sql } from '../sql';

export interface FacetValue<T> {
  readonly value: T;
  readonly count: number;
}

/** What is counted among the products that pass: `p` is the product, `r` its prices in the currency. */
export interface Counted {
  readonly columns: string;
  readonly join?: Sql;
  readonly condition?: Sql;
  readonly tail?: string;
}

/** Of the values of one facet, or of all options together; the most frequent ones. */
export const MAX_VALUES = 500;

/** Counts by the very conditions that lists are filtered by, so that a count is what the filter then returns. */
@Injectable()
export class FacetRows {
  constructor(private readonly database: Database) {}

  async of<T>(filter: ProductFilter, except: FilterName | undefined, { columns, join, condition, tail = '' }: Counted): Promise<T[]> {
    const { from, where } = selectProducts(filter, except);
    const narrowed = condition === undefined ? where.sql : `${where.sql} AND ${condition.sql}`;
    const params = [...from.params, ...(join?.params ?? []), ...where.params, ...(condition?.params ?? [])];
    return this.database.query<T>(`SELECT ${columns} ${from.sql} ${join?.sql ?? ''} WHERE ${narrowed} ${tail}`, params);
  }
}
