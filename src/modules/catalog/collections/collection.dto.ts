import { ApiProperty } from '@nestjs/swagger';
import { Currency, Example, ListOf, ListOfIds, Nested, OneOf, Optional, OptionalOrNull, PartialType, Text } from '../../../platform/http';
import { LIMITS } from '../product-rules';
import { MAX_SLUG } from '../slug';
import { COLLECTION_KINDS, COLLECTION_STATUSES } from './collection.entity';
import type { Collection, CollectionKind, CollectionStatus } from './collection.entity';
import { OPERATORS, RULE_FIELDS } from './collection-rule';
import type { CollectionRule, RuleField, RuleOperator } from './collection-rule';
import type { CollectionPage, ListedCollection } from './collection.reader';

export const MAX_MANUAL = 1000;
const MATCHES = ['all', 'any'] as const;

export class RuleConditionField {
  /** What is asked of a product. A category counts with all below it, a price is the lowest. */
  @OneOf(RULE_FIELDS, 'RuleField', { example: 'tag' })
  readonly field!: RuleField;

  /** How. Words compare without capitals; only numbers, prices, days and moments have an order. */
  @OneOf(OPERATORS, 'RuleOperator', { example: 'equals' })
  readonly operator!: RuleOperator;

  /** As text: words, the id of a brand or category, whole minor units of a price, an RFC 3339 time, or the value of an attribute. @example ceramic */
  @Text(1, 255)
  readonly value!: string;

  /** The key of the attribute, with the field `attribute`. */
  @Optional()
  @Text(1, 64, { example: 'material' })
  readonly attribute?: string;

  /** Of a price; the default currency of the shop when absent. */
  @Optional()
  @Currency()
  readonly currency?: string;
}

export class CollectionRuleField {
  /** Whether a product fulfils all conditions, or any of them. */
  @OneOf(MATCHES, 'RuleMatch', { example: 'all' })
  readonly match!: CollectionRule['match'];

  /** At least one. */
  @ListOf(RuleConditionField, { min: 1, max: 50 })
  readonly conditions!: RuleConditionField[];
}

export class CollectionReference {
  /** Of the collection. @example coll_02ITLcBYoUJdzTUMCSHuv3 */
  readonly id!: string;

  /** Part of the collection's address; unique. Operations take it in place of the id. @example for-cooks */
  readonly slug!: string;

  /** What shoppers see. @example For cooks */
  readonly title!: string;
}

/** A collection as a list shows it. */
export class CollectionSummary extends CollectionReference {
  /** Its published products that have a price in the currency: as many as `GET /v1/products?collection=` lists. */
  @ApiProperty({ type: 'integer', minimum: 0, example: 12 })
  readonly productCount!: number;

  static of({ id, slug, title, productCount }: ListedCollection): CollectionSummary {
    return { id, slug, title, productCount };
  }
}

export class CollectionResponse extends CollectionSummary {
  /** HTML from an allow-list of tags. @example <p>What a kitchen needs.</p> */
  readonly description!: string;

  /** For the title of the page; null means the title. */
  @ApiProperty({ type: 'string', nullable: true, example: null })
  readonly seoTitle!: string | null;

  /** For search engines; null when there is none. */
  @ApiProperty({ type: 'string', nullable: true, example: null })
  readonly seoDescription!: string | null;

  /** The path of the page that search engines should remember. @example /v1/collections/for-cooks */
  readonly canonicalPath!: string;

  static from(collection: CollectionPage): CollectionResponse {
    const { slug, description, seoTitle, seoDescription } = collection;
    const canonicalPath = `/v1/collections/${encodeURIComponent(slug)}`;
    return { ...CollectionSummary.of(collection), description, seoTitle, seoDescription, canonicalPath };
  }
}

export class CollectionFields {
  /** What shoppers see; 1 to 255 characters. @example For cooks */
  @Text(1, LIMITS.title)
  readonly title!: string;

  /** Part of the collection's address: lower-case letters and digits with `-`, `_` or `.` inside. Made from the title when absent. */
  @Optional()
  @Text(1, MAX_SLUG, { example: 'for-cooks' })
  readonly slug?: string;

  /** HTML; tags and attributes outside an allow-list are removed. */
  @OptionalOrNull()
  @Text(0, LIMITS.description, { multiline: true, example: '<p>What a kitchen needs.</p>' })
  readonly description?: string | null;

  /** For the title of the page; null means the title. */
  @OptionalOrNull()
  @Text(1, LIMITS.seoTitle, { example: 'For cooks' })
  readonly seoTitle?: string | null;

  /** For search engines. */
  @OptionalOrNull()
  @Text(1, LIMITS.seoDescription, { example: 'What a kitchen needs.' })
  readonly seoDescription?: string | null;

  /** Only a published collection is shown. `draft` when absent. */
  @Optional()
  @OneOf(COLLECTION_STATUSES, 'CollectionStatus', { example: 'published' })
  readonly status?: CollectionStatus;

  /** Of a collection by rule: which products are in it. They are looked for within seconds of a change. */
  @Optional()
  @Nested(CollectionRuleField)
  readonly rule?: CollectionRuleField;
}

export class CreateCollectionRequest extends CollectionFields {
  /** Picked by hand (`PUT .../products`), or by a rule. It cannot change. */
  @OneOf(COLLECTION_KINDS, 'CollectionKind', { example: 'rule' })
  readonly kind!: CollectionKind;
}

/** JSON Merge Patch: what is absent stays, null empties; a rule is replaced as a whole. */
export class UpdateCollectionRequest extends PartialType(CollectionFields) {}

export class SetCollectionProductsRequest {
  /** All products of the collection, in the order to show them. */
  @ListOfIds('prod', { max: MAX_MANUAL })
  readonly products!: string[];
}

/** The products of a collection at once; they have no pages. */
export class CollectionProductsResponse {
  /** Their ids, in their order. */
  @Example(['prod_02ITLcBYoUJdzTUMCSHuv3'])
  readonly products!: string[];
}

export class AdminCollectionResponse extends CollectionReference {
  /** For `If-Match` of every change, as part of the ETag. */
  @ApiProperty({ type: 'integer', minimum: 1, example: 1 })
  readonly version!: number;

  /** HTML as it was cleaned. @example <p>What a kitchen needs.</p> */
  readonly description!: string;

  /** For the title of the page; null means the title. */
  @ApiProperty({ type: 'string', nullable: true, example: null })
  readonly seoTitle!: string | null;

  /** For search engines; null when there is none. */
  @ApiProperty({ type: 'string', nullable: true, example: null })
  readonly seoDescription!: string | null;

  /** Only a published collection is shown. */
  @ApiProperty({ enum: COLLECTION_STATUSES, enumName: 'CollectionStatus', example: 'published' })
  readonly status!: CollectionStatus;

  /** Picked by hand, or by a rule. */
  @ApiProperty({ enum: COLLECTION_KINDS, enumName: 'CollectionKind', example: 'rule' })
  readonly kind!: CollectionKind;

  /** Null for a collection that is picked by hand. */
  @ApiProperty({ type: () => CollectionRuleField, nullable: true })
  readonly rule!: CollectionRuleField | null;

  /** Whether its products are being looked for at this moment, after a change of the rule. */
  readonly rebuilding!: boolean;

  /** When it was made. */
  @Example('2026-11-20T10:00:00.000Z')
  readonly createdAt!: string;

  /** When it was changed last. */
  @Example('2026-11-20T10:00:00.000Z')
  readonly updatedAt!: string;

  static from(collection: Collection): AdminCollectionResponse {
    const { id, version, slug, title, description, seoTitle, seoDescription, status, kind, createdAt, updatedAt } = collection;
    const rule = collection.rule && {
      match: collection.rule.match,
      conditions: collection.rule.conditions.map(({ field, operator, value, attribute, currency }) => {
        return { field, operator, value, ...(attribute !== undefined && { attribute }), ...(currency !== undefined && { currency }) };
      }),
    };
    const times = { createdAt: createdAt.toISOString(), updatedAt: updatedAt.toISOString() };
    const rebuilding = collection.rebuildAgain;
    return { id, version, slug, title, description, seoTitle, seoDescription, status, kind, rule, rebuilding, ...times };
  }
}
