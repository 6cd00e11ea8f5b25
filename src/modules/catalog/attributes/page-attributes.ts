import { Injectable } from '@nestjs/common';
import { Database, jsonValue } from '../../../platform/database';
import { groupBy } from '../../../platform/group-by';
import { PageContributor } from '../pages/page-contributor';
import type { PageDraft, PageLock } from '../pages/page-contributor';
import { valueOf } from './attribute-value';
import type { AttributeOption, AttributeType } from './attribute-value';
import type { ProductAttributeResponse } from './product-attribute.dto';

interface Row {
  readonly product_id: string;
  readonly id: string;
  readonly key: string;
  readonly label: string;
  readonly type: AttributeType;
  readonly unit: string | null;
  readonly options: unknown;
  readonly value: string;
}

/** The values of a product, with the words of their attributes. */
@Injectable()
export class PageAttributes extends PageContributor {
  constructor(private readonly database: Database) {
    super();
  }

  async load(productIds: readonly string[], lock: PageLock): Promise<(draft: PageDraft) => PageDraft> {
    const rows = await this.database.query<Row>(
      `SELECT v.product_id, a.id, a.attribute_key AS \`key\`, a.label, a.type, a.unit, a.options, v.value
         FROM catalog_product_attribute v FORCE INDEX (PRIMARY) STRAIGHT_JOIN catalog_attribute a ON a.id = v.attribute_id
        WHERE v.product_id IN (?) ORDER BY a.position, a.id ${lock}`,
      [productIds],
    );
    const byProduct = groupBy(rows, (row) => row.product_id);
    return (draft) => {
      const attributes = (byProduct.get(draft.product.id) ?? []).map(shown);
      return { ...draft, detail: { ...draft.detail, attributes } };
    };
  }
}

function shown({ id, key, label, type, unit, options, value }: Row): ProductAttributeResponse {
  const option = jsonValue<readonly AttributeOption[]>(options).find((candidate) => candidate.value === value);
  const text = option?.label ?? (unit === null ? value : `${value} ${unit}`);
  return { id, key, label, type, unit, value: valueOf(type, value), text };
}
