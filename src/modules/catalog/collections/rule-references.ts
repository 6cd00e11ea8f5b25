import { Injectable } from '@nestjs/common';
import { Database, jsonValue } from '../../../platform/database';
import { isOrdered, misfit } from '../attributes/attribute-value';
import type { AttributeType } from '../attributes/attribute-value';
import { textKey } from '../text-key';
import { InvalidCollection, NamedByRules } from './collection.errors';
import type { CollectionRule, RuleCondition } from './collection-rule';

/**
 * What a rule names, and by what it is named there. Each reads a column that no index but the primary key holds: with less, only an entry of
 * another index is locked, for which a deletion does not wait.
 */
const NAMED = {
  brand: { rows: 'id AS name, version FROM catalog_brand WHERE id' },
  category: { rows: 'id AS name, version FROM catalog_category WHERE id' },
  attribute: { rows: 'attribute_key AS name, type, options FROM catalog_attribute WHERE attribute_key' },
} as const;
type NamedField = keyof typeof NAMED;
const FIELDS = Object.keys(NAMED) as readonly NamedField[];

interface NamedRow {
  readonly name: string;
  /** Of an attribute. */
  readonly type?: AttributeType;
  readonly options?: unknown;
}

interface Ruled {
  readonly id: string;
  readonly title: string;
  readonly rule: unknown;
}

/** What the rules of collections name stays while they do. What is named is locked before the collection. */
@Injectable()
export class RuleReferences {
  constructor(private readonly database: Database) {}

  /**
   * For whoever is about to take something away, and has locked it: a rule that names it cannot appear any more. Drafts count too, because
   * nothing asks about a rule when it is published.
   * @throws NamedByRules
   */
  async refuse(names: (condition: RuleCondition) => boolean): Promise<void> {
    const ruled = await this.database.query<Ruled>(
      "SELECT id, title, rule FROM catalog_collection FORCE INDEX (catalog_collection_kind) WHERE kind = 'rule' ORDER BY id",
    );
    const naming = ruled.filter(({ rule }) => jsonValue<CollectionRule>(rule).conditions.some(names));
    if (naming.length > 0) throw new NamedByRules(naming);
  }

  /**
   * For whoever writes a rule: what it names is there, and stays until the transaction ends.
   * @throws InvalidCollection
   */
  async hold(rule: CollectionRule | null): Promise<void> {
    const conditions = rule?.conditions ?? [];
    for (const field of FIELDS) {
      const names = [...new Set(conditions.flatMap((condition) => nameIn(field, condition)))].sort();
      if (names.length === 0) continue;
      const rows = await this.database.query<NamedRow>(`SELECT ${NAMED[field].rows} IN (?) LOCK IN SHARE MODE`, [names]);
      const unknown = names.find((name) => !rows.some((row) => row.name === name));
      if (unknown !== undefined) throw new InvalidCollection(`There is no ${field} "${unknown}".`);
      if (field === 'attribute') refuseUnfit(conditions, rows);
    }
  }
}

/** A condition that no value could meet would leave a collection empty, or with `not_equals` put the whole shop into it. */
function refuseUnfit(conditions: readonly RuleCondition[], attributes: readonly NamedRow[]): void {
  for (const { attribute: key, operator, value } of conditions) {
    const attribute = attributes.find(({ name }) => name === key);
    if (!attribute?.type) continue;
    const { type } = attribute;
    if ((operator === 'gte' || operator === 'lte') && !isOrdered(type))
      throw new InvalidCollection(`The attribute "${key}" is not a number or a day, so it knows equals, not_equals.`);
    const wanted = misfit(type, value);
    if (wanted !== undefined) throw new InvalidCollection(`The attribute "${key}" is ${wanted}, not "${value}".`);
    if (type === 'select' && !hasOption(attribute, value)) throw new InvalidCollection(`The attribute "${key}" has no option "${value}".`);
  }
}

/** Capitals make no difference. */
function hasOption({ options }: NamedRow, value: string): boolean {
  const known = jsonValue<readonly { readonly value: string }[]>(options);
  return known.some((option) => textKey(option.value) === textKey(value));
}

function nameIn(wanted: NamedField, { field, value, attribute }: RuleCondition): string[] {
  if (field !== wanted) return [];
  return [attribute ?? value];
}
