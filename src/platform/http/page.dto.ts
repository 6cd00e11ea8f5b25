import { ApiProperty } from '@nestjs/swagger';
import { Optional, QueryInteger, QueryListOf, QueryText } from './fields';

export const DEFAULT_PAGE_SIZE = 20;
export const MAX_PAGE_SIZE = 100;

/** The base of every list's query. */
export class PageQuery {
  /** How many entries a page has. */
  @Optional()
  @QueryInteger(1, MAX_PAGE_SIZE, { example: 20 })
  readonly limit?: number = DEFAULT_PAGE_SIZE;

  /** Where the page starts: `page.nextCursor` of the one before. It fits only the same filters and the same caller. */
  @Optional()
  @QueryText(1, 2048)
  readonly cursor?: string;

  /** `total` adds the number of all matching entries, which costs a count. */
  @Optional()
  @QueryListOf(['total'], 'PageInclude')
  readonly include?: readonly string[];
}

/** Where a page stands in its list. */
export class PageInfo {
  /** Send it as `cursor` for the next page; null on the last one. */
  @ApiProperty({ type: 'string', nullable: true, example: null })
  readonly nextCursor!: string | null;

  /** Whether there is a next page. */
  @ApiProperty({ type: 'boolean', example: false })
  readonly hasMore!: boolean;
}

/** Of a list that is answered all at once. */
export const ONLY_PAGE: PageInfo = { nextCursor: null, hasMore: false };
