import { Injectable } from '@nestjs/common';
import { Database, jsonValue } from '../../../platform/database';
import { UnknownAttribute } from './attribute.errors';
import { cleanAttributes, storedValue, valueOf } from './attribute-value';
import type { AttributeKind, AttributeOption, AttributeRecord, AttributeType, AttributeValue } from './attribute-value';

interface KindRow {
  readonly id: string;
  readonly key: string;
  readonly type: AttributeType;
  readonly options: unknown;
}

type Kinds = ReadonlyMap<string, AttributeKind & { readonly id: string }>;
interface WithAttributes {
  readonly id: string;
  readonly attributes: AttributeRecord;
}

const COLUMNS = ['product_id', 'attribute_id', 'value', 'value_key', 'value_rank'];

/** The values that products have for the shop's attributes. */
@Injectable()
export class AttributeValues {
  constructor(private readonly database: Database) {}

  async of(productIds: readonly string[]): Promise<ReadonlyMap<string, AttributeRecord>> {
    const rows = await this.database.query<{ id: string; key: string; type: AttributeType; value: string }>(
      `SELECT v.product_id AS id, a.attribute_key AS \`key\`, a.type, v.value
         FROM catalog_product_attribute v JOIN catalog_attribute a ON a.id = v.attribute_id
        WHERE v.product_id IN (?) ORDER BY v.product_id, a.attribute_key`,
      [productIds],
    );
    const records = new Map<string, Record<string, AttributeValue>>();
    for (const { id, key, type, value } of rows) {
      const record = records.get(id) ?? {};
      record[key] = valueOf(type, value);
      records.set(id, record);
    }
    return records;
  }

  /**
   * The values as they will be stored; those of attributes that change must fit, and the attributes stay as they are until the transaction ends.
   * @throws UnknownAttribute, InvalidProduct
   */
  async settle(records: readonly AttributeRecord[], stored: AttributeRecord): Promise<AttributeRecord[]> {
    const isFresh = ([key, value]: [string, AttributeValue]): boolean => stored[key] !== value;
    const kinds = await this.kinds(
      records.flatMap((record) =>
        Object.entries(record)
          .filter(isFresh)
          .map(([key]) => key),
      ),
    );
    return records.map((record) => {
      const entries = Object.entries(record).map((entry): [string, AttributeValue] => {
        const [key, value] = entry;
        if (!isFresh(entry)) return entry;
        const kind = kindOf(kinds, key);
        return [key, valueOf(kind.type, storedValue(kind, value).value)];
      });
      return Object.fromEntries(entries);
    });
  }

  /**
   * For values as files write them, where true is a text: each as its attribute's type has it. What a product has already passes as it is.
   * @throws UnknownAttribute, InvalidProduct, when a record is handed in
   */
  async typing(keys: readonly string[]): Promise<(record: AttributeRecord, stored: AttributeRecord) => AttributeRecord> {
    const kinds = await this.kinds(keys);
    return (record, stored) => {
      const entries = Object.entries(cleanAttributes(record)).map(([key, given]): [string, AttributeValue] => {
        const kind = kindOf(kinds, key);
        const value = typedValue(kind.type, given);
        return [key, stored[key] === value ? value : valueOf(kind.type, storedValue(kind, value).value)];
      });
      return Object.fromEntries(entries);
    };
  }

  async insert(products: readonly WithAttributes[]): Promise<void> {
    const kinds = await this.kinds(products.flatMap(({ attributes }) => Object.keys(attributes)));
    const rows = products.flatMap(({ id, attributes }) => Object.entries(attributes).map(([key, value]) => rowOf(id, kinds, key, value)));
    await this.database.insertRows({ table: 'catalog_product_attribute', columns: COLUMNS, rows });
  }

  async replace({ id, attributes: before }: WithAttributes, after: AttributeRecord): Promise<void> {
    const changed = Object.keys({ ...before, ...after }).filter((key) => before[key] !== after[key]);
    if (changed.length === 0) return;
    const kinds = await this.kinds(changed);
    const gone = [...kinds.values()].map((kind) => kind.id);
    await this.database.execute('DELETE FROM catalog_product_attribute WHERE product_id = ? AND attribute_id IN (?)', [id, gone]);
    const rows = changed.flatMap((key) => (after[key] === undefined ? [] : [rowOf(id, kinds, key, after[key])]));
    await this.database.insertRows({ table: 'catalog_product_attribute', columns: COLUMNS, rows });
  }

  /** Of all attributes that there are. */
  async keys(): Promise<ReadonlySet<string>> {
    const rows = await this.database.query<{ key: string }>('SELECT attribute_key AS `key` FROM catalog_attribute');
    return new Set(rows.map(({ key }) => key));
  }

  private async kinds(keys: readonly string[]): Promise<Kinds> {
    const wanted = [...new Set(keys)].sort();
    if (wanted.length === 0) return new Map();
    const rows = await this.database.query<KindRow>(
      'SELECT id, attribute_key AS `key`, type, options FROM catalog_attribute WHERE attribute_key IN (?) LOCK IN SHARE MODE',
      [wanted],
    );
    return new Map(rows.map((row) => [row.key, { ...row, options: jsonValue<readonly AttributeOption[]>(row.options) }]));
  }
}

function typedValue(type: AttributeType, value: AttributeValue): AttributeValue {
  if (type !== 'boolean' || typeof value !== 'string' || !/^(true|false)$/i.test(value)) return value;
  return value.toLowerCase() === 'true';
}

function kindOf(kinds: Kinds, key: string): AttributeKind & { readonly id: string } {
  const kind = kinds.get(key);
  if (!kind) throw new UnknownAttribute(key);
  return kind;
}

function rowOf(productId: string, kinds: Kinds, key: string, value: AttributeValue): readonly unknown[] {
  const kind = kindOf(kinds, key);
  const stored = storedValue(kind, value);
  return [productId, kind.id, stored.value, stored.valueKey, stored.rank];
}
