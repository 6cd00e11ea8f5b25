import type { ProductStatus } from '../catalog-draft';
import { COLUMN } from './shopify-columns';
import type { ShopifyRow } from './shopify-row';

/** Shopify says in two columns (Status, Published) what we say in one. */
export interface StatusCells {
  readonly published: string;
  readonly status: string;
}

const SHOPIFY_STATUSES = ['', 'active', 'draft', 'archived', 'unlisted'];
const CANONICAL: Readonly<Record<ProductStatus, StatusCells>> = {
  published: { published: 'true', status: 'active' },
  draft: { published: 'false', status: 'draft' },
  archived: { published: 'false', status: 'archived' },
};

/** A product is for sale when it is active and shown in the online store; a product of the old format has no Status and counts as active. */
function statusOf(cells: StatusCells): ProductStatus {
  if (cells.status === 'archived') return 'archived';
  if (cells.status === 'draft' || cells.status === 'unlisted') return 'draft';
  return cells.published === 'false' ? 'draft' : 'published';
}

/** The status, and the two cells in `kept` when our one word would not give them back. */
export function readStatus(row: ShopifyRow): { readonly status: ProductStatus; readonly kept: readonly (readonly [string, string])[] } {
  const published = row.flag(COLUMN.published);
  const cells: StatusCells = {
    published: published === undefined ? '' : String(published),
    status: row.text(COLUMN.status, 20).toLowerCase(),
  };
  if (!SHOPIFY_STATUSES.includes(cells.status)) row.refuse(`${COLUMN.status} is "${cells.status}". Write active, draft or archived.`);
  const status = statusOf(cells);
  const usual = CANONICAL[status];
  const derivable =
    (cells.published === '' || cells.published === usual.published) && (cells.status === '' || cells.status === usual.status);
  if (derivable) return { status, kept: [] };
  const kept = [
    [COLUMN.published, cells.published],
    [COLUMN.status, cells.status],
  ] as const;
  return { status, kept: kept.filter(([, cell]) => cell !== '') };
}

/** The kept cells as long as they still mean the product's status, else the usual ones. */
export function writeStatus(status: ProductStatus, extra: Readonly<Record<string, string>>): StatusCells {
  const kept: StatusCells = { published: extra[COLUMN.published] ?? '', status: extra[COLUMN.status] ?? '' };
  const hasKept = kept.published !== '' || kept.status !== '';
  return hasKept && statusOf(kept) === status ? kept : CANONICAL[status];
}
