import { Injectable } from '@nestjs/common';
import { Database, jsonValue } from '../../../platform/database';
import { InvalidCollection, NamedByRules } from './collection.errors';
import type { CollectionRule, RuleCondition } from './collection-rule';

/** What a rule names, where it is kept, and by what it is named there. */
const NAMED = {
  brand: { table: 'catalog_brand', column: 'id' },
  category: { table: 'catalog_category', column: 'id' },
  attribute: { table: 'catalog_attribute', column: 'attribute_key' },
} as const;
type NamedField = keyof typeof NAMED;
const FIELDS = Object.keys(NAMED) as readonly NamedField[];

interface Ruled {
  readonly id: string;
  readonly title: string;
  readonly rule: unknown;
}

/** What the rules of collections name stays while they do. */
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
    for (const field of FIELDS) {
      const names = [...new Set((rule?.conditions ?? []).flatMap((condition) => nameIn(field, condition)))].sort();
      if (names.length === 0) continue;
      const { table, column } = NAMED[field];
      const rows = await this.database.query<{ name: string }>(
        `SELECT ${column} AS name FROM ${table} WHERE ${column} IN (?) LOCK IN SHARE MODE`,
        [names],
      );
      const unknown = names.find((name) => !rows.some((row) => row.name === name));
      if (unknown !== undefined) throw new InvalidCollection(`There is no ${field} "${unknown}".`);
    }
  }
}

function nameIn(wanted: NamedField, { field, value, attribute }: RuleCondition): string[] {
  if (field !== wanted) return [];
  return [attribute ?? value];
}
