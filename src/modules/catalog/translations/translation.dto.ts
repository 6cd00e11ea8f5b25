import { ApiProperty } from '@nestjs/swagger';
import { ListOf, OptionalOrNull, Optional, Text } from '../../../platform/http';
import { AttributeOptionField } from '../attributes/attribute.dto';
import { LIMITS } from '../product-rules';
import type { Translation, Translations } from './translation';

/** Words in one language; what is absent or null is said in the language behind it. */
export class TranslationRequest {
  /** The title, the label of an attribute, or the name of a brand. */
  @OptionalOrNull()
  @Text(1, LIMITS.title, { example: 'Blauer Becher' })
  readonly title?: string | null;

  /** HTML; tags and attributes outside an allow-list are removed. Not of an attribute. */
  @OptionalOrNull()
  @Text(0, LIMITS.description, { multiline: true, example: '<p>Fasst 0,3 Liter.</p>' })
  readonly description?: string | null;

  /** For the title of the page. Not of an attribute. */
  @OptionalOrNull()
  @Text(1, LIMITS.seoTitle, { example: 'Blauer Becher, 0,3 l' })
  readonly seoTitle?: string | null;

  /** For search engines. Not of an attribute. */
  @OptionalOrNull()
  @Text(1, LIMITS.seoDescription, { example: 'Ein blauer Becher aus Steinzeug.' })
  readonly seoDescription?: string | null;
}

/** The words of an attribute in one language. */
export class AttributeTranslationRequest {
  /** What shoppers see. @example Werkstoff */
  @Text(1, 160)
  readonly label!: string;

  /** Of a select: the labels of its options, by their values. One that is missing is said in the language behind it. */
  @Optional()
  @ListOf(AttributeOptionField, { max: 500 })
  readonly options?: AttributeOptionField[];
}

export class TranslationResponse {
  /** The language, as in `Accept-Language`. @example de */
  readonly locale!: string;

  /** The title, the label of an attribute, or the name of a brand; null when the language behind it has the say. */
  @ApiProperty({ type: 'string', nullable: true, example: 'Blauer Becher' })
  readonly title!: string | null;

  /** HTML as it was cleaned; null when the language behind it has the say. */
  @ApiProperty({ type: 'string', nullable: true, example: '<p>Fasst 0,3 Liter.</p>' })
  readonly description!: string | null;

  /** For the title of the page; null when the language behind it has the say. */
  @ApiProperty({ type: 'string', nullable: true, example: null })
  readonly seoTitle!: string | null;

  /** For search engines; null when the language behind it has the say. */
  @ApiProperty({ type: 'string', nullable: true, example: null })
  readonly seoDescription!: string | null;

  /** Of an attribute: the labels of its options. */
  @ApiProperty({ type: () => [AttributeOptionField], example: [] })
  readonly options!: AttributeOptionField[];

  static from(locale: string, { title, description, seoTitle, seoDescription, options }: Translation): TranslationResponse {
    const labels = Object.entries(options).map(([value, label]) => ({ value, label }));
    return { locale, title, description, seoTitle, seoDescription, options: labels };
  }
}

/** All languages of one thing at once; they have no pages. */
export class TranslationsResponse {
  /** Of the thing that they translate: what `If-Match` of a change asks for, as part of the ETag. */
  @ApiProperty({ type: 'integer', minimum: 1, example: 1 })
  readonly version!: number;

  /** By locale. */
  @ApiProperty({ type: () => [TranslationResponse] })
  readonly data!: TranslationResponse[];

  static from(version: number, translations: Translations): TranslationsResponse {
    return { version, data: Object.entries(translations).map(([locale, words]) => TranslationResponse.from(locale, words)) };
  }
}
