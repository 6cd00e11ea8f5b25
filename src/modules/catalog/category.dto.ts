import { ApiProperty } from '@nestjs/swagger';
import { Example, Id, Integer, ONLY_PAGE, Optional, OptionalOrNull, PageInfo, PartialType, Text } from '../../platform/http';
import type { StoredCategory } from './category-store';
import type { CategoryNode, CategoryPage } from './category-tree.reader';
import { CategoryReference } from './product.dto';
import { LIMITS } from './product-rules';
import { MAX_SLUG } from './slug';

/** A category and what lies below it. */
export class CategoryNodeResponse extends CategoryReference {
  /** Products a shopper finds in it, those of categories further down included. */
  @ApiProperty({ type: 'integer', minimum: 0, example: 12 })
  readonly productCount!: number;

  /** The categories right below it, in their order. */
  @ApiProperty({ type: () => [CategoryNodeResponse], example: [] })
  readonly children!: CategoryNodeResponse[];

  static of({ id, slug, title, productCount, children }: CategoryNode): CategoryNodeResponse {
    return { id, slug, title, productCount, children: children.map((child) => CategoryNodeResponse.of(child)) };
  }
}

/** The whole tree at once; it has no pages. */
export class CategoryTreeResponse {
  /** The categories at the root, in their order. */
  @ApiProperty({ type: () => [CategoryNodeResponse] })
  readonly data!: CategoryNodeResponse[];

  /** Always the only page. */
  readonly page!: PageInfo;

  static from(nodes: readonly CategoryNode[]): CategoryTreeResponse {
    return { data: nodes.map((node) => CategoryNodeResponse.of(node)), page: ONLY_PAGE };
  }
}

export class CategoryResponse extends CategoryNodeResponse {
  /** HTML from an allow-list of tags. @example <p>Everything for the table.</p> */
  readonly description!: string;

  /** The categories above it, from the root down. */
  @ApiProperty({ type: () => [CategoryReference], example: [] })
  readonly breadcrumbs!: CategoryReference[];

  /** For the title of the page; null means the title. */
  @ApiProperty({ type: 'string', nullable: true, example: null })
  readonly seoTitle!: string | null;

  /** For search engines; null when there is none. */
  @ApiProperty({ type: 'string', nullable: true, example: null })
  readonly seoDescription!: string | null;

  /** The path of the page that search engines should remember. @example /v1/categories/kitchen */
  readonly canonicalPath!: string;

  static from(category: CategoryPage): CategoryResponse {
    const { slug, description, seoTitle, seoDescription, breadcrumbs } = category;
    const canonicalPath = `/v1/categories/${encodeURIComponent(slug)}`;
    const own = { description, seoTitle, seoDescription, canonicalPath };
    return { ...CategoryNodeResponse.of(category), ...own, breadcrumbs: [...breadcrumbs] };
  }
}

export class CreateCategoryRequest {
  /** What shoppers see; 1 to 255 characters. @example Kitchen */
  @Text(1, 255)
  readonly title!: string;

  /** Part of the category's address: lower-case letters and digits with `-`, `_` or `.` inside. Made from the title when absent. */
  @Optional()
  @Text(1, MAX_SLUG, { example: 'kitchen' })
  readonly slug?: string;

  /** The category above it; null for one at the root. */
  @OptionalOrNull()
  @Id('cat')
  readonly parentId?: string | null;

  /** HTML; tags and attributes outside an allow-list are removed. */
  @OptionalOrNull()
  @Text(0, LIMITS.description, { multiline: true, example: '<p>Everything for the table.</p>' })
  readonly description?: string | null;

  /** For the title of the page; null means the title. */
  @OptionalOrNull()
  @Text(1, LIMITS.seoTitle, { example: 'Everything for the kitchen' })
  readonly seoTitle?: string | null;

  /** For search engines. */
  @OptionalOrNull()
  @Text(1, LIMITS.seoDescription, { example: 'Pots, pans and whatever else a cook needs.' })
  readonly seoDescription?: string | null;

  /** Where it stands among its neighbours; the smallest comes first, equal ones in the order of their creation. 0 when absent. */
  @Optional()
  @Integer(0, 1_000_000, { example: 1 })
  readonly position?: number;
}

/** JSON Merge Patch. A new `parentId` moves the category with everything below it. */
export class UpdateCategoryRequest extends PartialType(CreateCategoryRequest) {}

export class AdminCategoryResponse extends CategoryReference {
  /** For `If-Match` of every change, as part of the ETag. */
  @ApiProperty({ type: 'integer', minimum: 1, example: 1 })
  readonly version!: number;

  /** The category above it; null for one at the root. */
  @ApiProperty({ type: 'string', nullable: true, example: null })
  readonly parentId!: string | null;

  /** HTML as it was cleaned. @example <p>Everything for the table.</p> */
  readonly description!: string;

  /** For the title of the page; null means the title. */
  @ApiProperty({ type: 'string', nullable: true, example: null })
  readonly seoTitle!: string | null;

  /** For search engines; null when there is none. */
  @ApiProperty({ type: 'string', nullable: true, example: null })
  readonly seoDescription!: string | null;

  /** Where it stands among its neighbours; the smallest comes first. */
  @ApiProperty({ type: 'integer', minimum: 0, example: 1 })
  readonly position!: number;

  /** When it was made. */
  @Example('2026-11-20T10:00:00.000Z')
  readonly createdAt!: string;

  /** When it was changed last. */
  @Example('2026-11-20T10:00:00.000Z')
  readonly updatedAt!: string;

  static from(category: StoredCategory): AdminCategoryResponse {
    const { id, version, parentId, slug, title, description, seoTitle, seoDescription, position, createdAt, updatedAt } = category;
    const times = { createdAt: createdAt.toISOString(), updatedAt: updatedAt.toISOString() };
    return { id, version, parentId, slug, title, description, seoTitle, seoDescription, position, ...times };
  }
}
