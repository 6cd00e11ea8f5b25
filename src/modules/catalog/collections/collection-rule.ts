import type { AttributeRecord } from '../attributes/attribute-value';
import { textKey } from '../text-key';

/** What a rule may ask, and how. */
export const RULE_OPERATORS = {
  tag: ['equals', 'not_equals'],
  vendor: ['equals', 'not_equals'],
  brand: ['equals', 'not_equals'],
  type: ['equals', 'not_equals'],
  category: ['equals', 'not_equals'],
  title: ['equals', 'not_equals', 'contains', 'starts_with'],
  price: ['equals', 'gte', 'lte'],
  created: ['gte', 'lte'],
  attribute: ['equals', 'not_equals', 'gte', 'lte'],
} as const;

export type RuleField = keyof typeof RULE_OPERATORS;
export const RULE_FIELDS = Object.keys(RULE_OPERATORS) as readonly RuleField[];
export const OPERATORS = ['equals', 'not_equals', 'contains', 'starts_with', 'gte', 'lte'] as const;
export type RuleOperator = (typeof OPERATORS)[number];

export interface RuleCondition {
  readonly field: RuleField;
  readonly operator: RuleOperator;
  /** Text, as an address would hold it: an id, whole minor units, a moment, a day. */
  readonly value: string;
  /** The key of the attribute, where one is asked for. */
  readonly attribute?: string;
  /** Of a price. */
  readonly currency?: string;
}

export interface CollectionRule {
  readonly match: 'all' | 'any';
  readonly conditions: readonly RuleCondition[];
}

/** What rules know of a product. */
export interface ProductFacts {
  readonly title: string;
  readonly vendor: string;
  readonly productType: string;
  readonly tags: readonly string[];
  readonly brandId: string | null;
  /** Its categories and all above them. */
  readonly categoryIds: ReadonlySet<string>;
  readonly prices: readonly { readonly currency: string; readonly min: number; readonly max: number }[];
  readonly attributes: AttributeRecord;
  readonly createdAt: Date;
}

export function fulfils(rule: CollectionRule, facts: ProductFacts): boolean {
  return rule.match === 'all'
    ? rule.conditions.every((condition) => holds(condition, facts))
    : rule.conditions.some((condition) => holds(condition, facts));
}

function holds(condition: RuleCondition, facts: ProductFacts): boolean {
  const { field, operator, value } = condition;
  switch (field) {
    case 'tag':
      return negated(
        operator,
        facts.tags.some((tag) => same(tag, value)),
      );
    case 'vendor':
      return negated(operator, same(facts.vendor, value));
    case 'type':
      return negated(operator, same(facts.productType, value));
    case 'brand':
      return negated(operator, facts.brandId === value);
    case 'category':
      return negated(operator, facts.categoryIds.has(value));
    case 'title':
      return textHolds(operator, textKey(facts.title), textKey(value));
    case 'price':
      return priceHolds(condition, facts);
    case 'created':
      return operator === 'gte' ? facts.createdAt >= new Date(value) : facts.createdAt <= new Date(value);
    case 'attribute':
      return attributeHolds(condition, facts.attributes[condition.attribute ?? '']);
  }
}

const same = (a: string, b: string): boolean => textKey(a) === textKey(b);
const negated = (operator: RuleOperator, equal: boolean): boolean => (operator === 'not_equals' ? !equal : equal);

function textHolds(operator: RuleOperator, text: string, wanted: string): boolean {
  if (operator === 'contains') return text.includes(wanted);
  return operator === 'starts_with' ? text.startsWith(wanted) : negated(operator, text === wanted);
}

/** Of the cheapest variant. */
function priceHolds({ operator, value, currency }: RuleCondition, { prices }: ProductFacts): boolean {
  const range = prices.find((price) => price.currency === currency);
  return range !== undefined && compared(operator, range.min, Number(value));
}

/** Numbers are texts that look like some; days compare as texts do. */
function attributeHolds({ operator, value }: RuleCondition, own: string | number | boolean | undefined): boolean {
  if (own === undefined) return operator === 'not_equals';
  const text = String(own);
  if (NUMBER.test(text) && NUMBER.test(value)) {
    return operator === 'not_equals' ? Number(text) !== Number(value) : compared(operator, Number(text), Number(value));
  }
  if (operator === 'gte') return text >= value;
  return operator === 'lte' ? text <= value : negated(operator, same(text, value));
}

const NUMBER = /^-?\d+(\.\d+)?$/;

function compared(operator: RuleOperator, own: number, wanted: number): boolean {
  if (operator === 'gte') return own >= wanted;
  return operator === 'lte' ? own <= wanted : own === wanted;
}
