import { Entity, Index, PrimaryColumn } from 'typeorm';
import { AsciiColumn, JsonColumn, LongTextColumn, TextColumn } from '../../../platform/database';
import { ID_LENGTH } from '../../../platform/ids';

const ASCII = { charset: 'ascii', collation: 'ascii_bin' } as const;

/** The words of a product, category, attribute, brand or collection in another language; null where it has none of its own. */
@Entity('catalog_translation')
@Index('catalog_translation_kind', ['kind', 'locale', 'targetId'])
export class TranslationRow {
  @PrimaryColumn({ type: 'char', length: ID_LENGTH, ...ASCII }) targetId!: string;
  @PrimaryColumn({ type: 'varchar', length: 35, ...ASCII }) locale!: string;
  @AsciiColumn(16) kind!: string;
  /** Of an attribute: its label. */
  @TextColumn(255, { nullable: true }) title!: string | null;
  @LongTextColumn({ nullable: true }) description!: string | null;
  @TextColumn(255, { nullable: true }) seoTitle!: string | null;
  @TextColumn(1000, { nullable: true }) seoDescription!: string | null;
  /** Of an attribute: the labels of its options, by their values. */
  @JsonColumn() options!: Readonly<Record<string, string>>;
}

export const translationEntities = [TranslationRow] as const;
