import { ApiProperty } from '@nestjs/swagger';
import { Example, OptionalOrNull, Optional, PartialType, Text, Url } from '../../../platform/http';
import { LIMITS } from '../product-rules';
import { MAX_SLUG } from '../slug';
import type { BrandPage, ListedBrand } from './brand.reader';
import type { Brand } from './brand.entity';

export class BrandReference {
  /** Of the brand. @example brand_02ITLcBYoUJdzTUMCSHuv3 */
  readonly id!: string;

  /** Part of the brand's address; unique. Operations take it in place of the id. @example northwind */
  readonly slug!: string;

  /** What the brand is called. @example Northwind */
  readonly name!: string;
}

/** A brand as a list shows it. */
export class BrandSummary extends BrandReference {
  /** Address of its logo; null when there is none. */
  @ApiProperty({ type: 'string', nullable: true, example: null })
  readonly logoUrl!: string | null;

  /** Its published products that have a price in the currency: as many as `GET /v1/products?brand=` lists. */
  @ApiProperty({ type: 'integer', minimum: 0, example: 12 })
  readonly productCount!: number;

  static of({ id, slug, name, logoUrl, productCount }: ListedBrand): BrandSummary {
    return { id, slug, name, logoUrl, productCount };
  }
}

export class BrandResponse extends BrandSummary {
  /** HTML from an allow-list of tags. @example <p>Stoneware since 1911.</p> */
  readonly description!: string;

  /** For the title of the page; null means the name. */
  @ApiProperty({ type: 'string', nullable: true, example: null })
  readonly seoTitle!: string | null;

  /** For search engines; null when there is none. */
  @ApiProperty({ type: 'string', nullable: true, example: null })
  readonly seoDescription!: string | null;

  /** The path of the page that search engines should remember. @example /v1/brands/northwind */
  readonly canonicalPath!: string;

  static from(brand: BrandPage): BrandResponse {
    const { description, seoTitle, seoDescription, slug } = brand;
    const canonicalPath = `/v1/brands/${encodeURIComponent(slug)}`;
    return { ...BrandSummary.of(brand), description, seoTitle, seoDescription, canonicalPath };
  }
}

export class CreateBrandRequest {
  /** What shoppers see; 1 to 160 characters. Imports recognise the brand by it. @example Northwind */
  @Text(1, LIMITS.vendor)
  readonly name!: string;

  /** Part of the brand's address: lower-case letters and digits with `-`, `_` or `.` inside. Made from the name when absent. */
  @Optional()
  @Text(1, MAX_SLUG, { example: 'northwind' })
  readonly slug?: string;

  /** HTML; tags and attributes outside an allow-list are removed. */
  @OptionalOrNull()
  @Text(0, LIMITS.description, { multiline: true, example: '<p>Stoneware since 1911.</p>' })
  readonly description?: string | null;

  /** Address of its logo. */
  @OptionalOrNull()
  @Url({ example: 'https://images.example.com/northwind.svg' })
  readonly logoUrl?: string | null;

  /** For the title of the page; null means the name. */
  @OptionalOrNull()
  @Text(1, LIMITS.seoTitle, { example: 'Northwind stoneware' })
  readonly seoTitle?: string | null;

  /** For search engines. */
  @OptionalOrNull()
  @Text(1, LIMITS.seoDescription, { example: 'Stoneware that lasts.' })
  readonly seoDescription?: string | null;
}

/** JSON Merge Patch: what is absent stays, null empties. */
export class UpdateBrandRequest extends PartialType(CreateBrandRequest) {}

export class AdminBrandResponse extends BrandReference {
  /** For `If-Match` of every change, as part of the ETag. */
  @ApiProperty({ type: 'integer', minimum: 1, example: 1 })
  readonly version!: number;

  /** HTML as it was cleaned. @example <p>Stoneware since 1911.</p> */
  readonly description!: string;

  /** Address of its logo; null when there is none. */
  @ApiProperty({ type: 'string', nullable: true, example: null })
  readonly logoUrl!: string | null;

  /** For the title of the page; null means the name. */
  @ApiProperty({ type: 'string', nullable: true, example: null })
  readonly seoTitle!: string | null;

  /** For search engines; null when there is none. */
  @ApiProperty({ type: 'string', nullable: true, example: null })
  readonly seoDescription!: string | null;

  /** When it was made. */
  @Example('2026-11-20T10:00:00.000Z')
  readonly createdAt!: string;

  /** When it was changed last. */
  @Example('2026-11-20T10:00:00.000Z')
  readonly updatedAt!: string;

  static from(brand: Brand): AdminBrandResponse {
    const { id, version, slug, name, description, logoUrl, seoTitle, seoDescription, createdAt, updatedAt } = brand;
    const times = { createdAt: createdAt.toISOString(), updatedAt: updatedAt.toISOString() };
    return { id, version, slug, name, description, logoUrl, seoTitle, seoDescription, ...times };
  }
}
