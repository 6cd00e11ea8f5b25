import { Injectable } from '@nestjs/common';
import { Database, jsonValue } from '../../../platform/database';
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
  readonly type?: string;
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
      if (field === 'attribute') refuseUnknownOptions(conditions, rows);
    }
  }
}

/** A select has the values of its options; capitals make no difference. */
function refuseUnknownOptions(conditions: readonly RuleCondition[], attributes: readonly NamedRow[]): void {
  for (const { attribute, value } of conditions) {
    const select = attributes.find(({ name, type }) => name === attribute && type === 'select');
    if (!select) continue;
    const options = jsonValue<readonly { readonly value: string }[]>(select.options);
    if (!options.some((option) => textKey(option.value) === textKey(value)))
      throw new InvalidCollection(`The attribute "${attribute}" has no option "${value}".`);
  }
}

function nameIn(wanted: NamedField, { field, value, attribute }: RuleCondition): string[] {
  if (field !== wanted) return [];
  return [attribute ?? value];
}
