import { isId } from '../../../platform/ids';
import { InvalidCollection } from './collection.errors';
import { RULE_OPERATORS } from './collection-rule';
import type { CollectionRule, RuleCondition, RuleField } from './collection-rule';
import type { CollectionKind } from './collection.entity';

/** What the value of a field must look like, where words will not do. */
const FORMS: Readonly<Partial<Record<RuleField, readonly [(value: string) => boolean, string]>>> = {
  brand: [(value) => isId('brand', value), 'the id of a brand'],
  category: [(value) => isId('cat', value), 'the id of a category'],
  price: [(value) => /^(0|[1-9]\d{0,14})$/.test(value), 'whole minor units'],
  created: [
    (value) => /^\d{4}-\d{2}-\d{2}T[\d:.]+(Z|[+-]\d{2}:\d{2})$/.test(value) && !Number.isNaN(Date.parse(value)),
    'an RFC 3339 time',
  ],
};

/** @throws InvalidCollection */
export function checkedRule(kind: CollectionKind, rule: CollectionRule | null | undefined, currency: string): CollectionRule | null {
  if (kind === 'manual') {
    if (rule) throw new InvalidCollection('A collection that is picked by hand has no rule.');
    return null;
  }
  if (!rule) throw new InvalidCollection('A collection by rule needs a rule.');
  return { match: rule.match, conditions: rule.conditions.map((condition) => checkedCondition(condition, currency)) };
}

function checkedCondition({ field, operator, value, attribute, currency }: RuleCondition, defaultCurrency: string): RuleCondition {
  const operators: readonly string[] = RULE_OPERATORS[field];
  if (!operators.includes(operator)) throw new InvalidCollection(`The field "${field}" knows ${operators.join(', ')}.`);
  const [fits, form] = FORMS[field] ?? [];
  if (fits && !fits(value)) throw new InvalidCollection(`The value of "${field}" is ${form}.`);
  if ((field === 'attribute') !== (attribute !== undefined))
    throw new InvalidCollection('The field "attribute", and no other, names an attribute.');
  if (field !== 'price' && currency !== undefined) throw new InvalidCollection('Only a price has a currency.');
  return {
    ...{ field, operator, value },
    ...(attribute !== undefined && { attribute }),
    ...(field === 'price' && { currency: currency ?? defaultCurrency }),
  };
}
