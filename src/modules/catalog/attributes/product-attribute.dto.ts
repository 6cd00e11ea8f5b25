import { ApiProperty } from '@nestjs/swagger';
import { ATTRIBUTE_TYPES } from './attribute-value';
import type { AttributeType, AttributeValue } from './attribute-value';

/** A value that a product has for one of the shop's attributes. */
export class ProductAttributeResponse {
  /** Of the attribute. @example attr_02ITLcBYoUJdzTUMCSHuv3 */
  readonly id!: string;

  /** By which the filters `attr.<key>` name it. @example material */
  readonly key!: string;

  /** What shoppers see. @example Material */
  readonly label!: string;

  /** What its values are. */
  @ApiProperty({ enum: ATTRIBUTE_TYPES, enumName: 'AttributeType', example: 'select' })
  readonly type!: AttributeType;

  /** Of a number; null when it has none. */
  @ApiProperty({ type: 'string', nullable: true, example: null })
  readonly unit!: string | null;

  /** True or false, else a text: a number such as `0.3`, a day such as `2026-11-20`, or the value of an option. */
  @ApiProperty({ anyOf: [{ type: 'string' }, { type: 'boolean' }], example: 'stoneware' })
  readonly value!: AttributeValue;

  /** The value in words: the label of the option, the number with its unit. @example Stoneware */
  readonly text!: string;
}
