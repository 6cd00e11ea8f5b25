import { ApiProperty } from '@nestjs/swagger';
import {
  Example,
  Flag,
  Integer,
  ListOf,
  ONLY_PAGE,
  OneOf,
  Optional,
  OptionalOrNull,
  PageInfo,
  PartialType,
  Text,
} from '../../../platform/http';
import { ATTRIBUTE_KEY, ATTRIBUTE_TYPES } from './attribute-value';
import type { AttributeType } from './attribute-value';
import type { Attribute } from './attribute.entity';

export class AttributeOptionField {
  /** By which products and filters name it. @example stoneware */
  @Text(1, 100)
  readonly value!: string;

  /** What shoppers see. @example Stoneware */
  @Text(1, 160)
  readonly label!: string;
}

/** Something that the shop knows of its products. */
export class AttributeResponse {
  /** Of the attribute. @example attr_02ITLcBYoUJdzTUMCSHuv3 */
  readonly id!: string;

  /** By which products and the filters `attr.<key>` name it. @example material */
  readonly key!: string;

  /** What shoppers see. @example Material */
  readonly label!: string;

  /** What its values are. */
  @ApiProperty({ enum: ATTRIBUTE_TYPES, enumName: 'AttributeType', example: 'select' })
  readonly type!: AttributeType;

  /** Of a number; null when it has none. */
  @ApiProperty({ type: 'string', nullable: true, example: null })
  readonly unit!: string | null;

  /** Whether products can be filtered by it. */
  readonly filterable!: boolean;

  /** Of a select: its values, in the order to show them; empty otherwise. */
  @ApiProperty({ type: () => [AttributeOptionField] })
  readonly options!: AttributeOptionField[];

  static of({ id, key, label, type, unit, filterable, options }: Omit<Attribute, 'version'>): AttributeResponse {
    return { id, key, label, type, unit, filterable, options: options.map(({ value, label: shown }) => ({ value, label: shown })) };
  }
}

/** All attributes at once; they have no pages. */
export class AttributeListResponse {
  /** In the order to show them. */
  @ApiProperty({ type: () => [AttributeResponse] })
  readonly data!: AttributeResponse[];

  /** Always the only page. */
  readonly page!: PageInfo;

  static from(attributes: readonly Attribute[]): AttributeListResponse {
    return { data: attributes.map((attribute) => AttributeResponse.of(attribute)), page: ONLY_PAGE };
  }
}

export class AdminAttributeResponse extends AttributeResponse {
  /** Where it stands among the others; the smallest comes first. */
  @ApiProperty({ type: 'integer', minimum: 0, example: 1 })
  readonly position!: number;

  /** For `If-Match` of every change, as part of the ETag. */
  @ApiProperty({ type: 'integer', minimum: 1, example: 1 })
  readonly version!: number;

  /** When it was made. */
  @Example('2026-11-20T10:00:00.000Z')
  readonly createdAt!: string;

  /** When it was changed last. */
  @Example('2026-11-20T10:00:00.000Z')
  readonly updatedAt!: string;

  static from(attribute: Attribute): AdminAttributeResponse {
    const { position, version, createdAt, updatedAt } = attribute;
    const times = { createdAt: createdAt.toISOString(), updatedAt: updatedAt.toISOString() };
    return { ...AttributeResponse.of(attribute), position, version, ...times };
  }
}

export class AttributeFields {
  /** What shoppers see; 1 to 160 characters. @example Material */
  @Text(1, 160)
  readonly label!: string;

  /** Of a number, such as `l` or `cm`. */
  @OptionalOrNull()
  @Text(1, 40, { example: 'cm' })
  readonly unit?: string | null;

  /** Whether products can be filtered by it; true when absent. */
  @Optional()
  @Flag()
  readonly filterable?: boolean;

  /** Of a select: at least one, each value once, in the order to show them. One that a product has cannot be taken away. */
  @Optional()
  @ListOf(AttributeOptionField, { max: 500 })
  readonly options?: AttributeOptionField[];

  /** Where it stands among the others; the smallest comes first. 0 when absent. */
  @Optional()
  @Integer(0, 1_000_000, { example: 1 })
  readonly position?: number;
}

export class CreateAttributeRequest extends AttributeFields {
  /** By which products and filters name it: lower-case letters, digits and `_`. It cannot change. */
  @Text(1, 64, { pattern: ATTRIBUTE_KEY, patternDetail: 'must be a key such as material', example: 'material' })
  readonly key!: string;

  /** What its values are. It cannot change. */
  @OneOf(ATTRIBUTE_TYPES, 'AttributeType', { example: 'select' })
  readonly type!: AttributeType;
}

/** JSON Merge Patch: what is absent stays, null empties. */
export class UpdateAttributeRequest extends PartialType(AttributeFields) {}
