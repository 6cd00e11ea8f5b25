/** Whether shoppers see a row `p` of catalog_product at this moment, by the clock of the database: to the instant, without anybody doing anything. */
export const VISIBLE = visibleAs('p');

/** The same for a row of another name. */
export function visibleAs(row: string): string {
  const begun = `(${row}.publish_at IS NULL OR ${row}.publish_at <= UTC_TIMESTAMP(3))`;
  const lasting = `(${row}.unpublish_at IS NULL OR ${row}.unpublish_at > UTC_TIMESTAMP(3))`;
  return `${row}.status = 'published' AND ${begun} AND ${lasting}`;
}

/** The few published products that are not to be seen yet, or not any more; read off two short ranges of indexes. */
export const HIDDEN_FOR_NOW = `SELECT id FROM catalog_product WHERE publish_at > UTC_TIMESTAMP(3)
  UNION ALL SELECT id FROM catalog_product WHERE unpublish_at <= UTC_TIMESTAMP(3)`;

export const SHOWN_STATUSES = ['draft', 'scheduled', 'published', 'archived'] as const;
/** What staff see: `scheduled` is published, but not yet; whose time is over is as good as archived. */
export type ShownStatus = (typeof SHOWN_STATUSES)[number];

interface Scheduled {
  readonly status: 'draft' | 'published' | 'archived';
  readonly publishAt: Date | null;
  readonly unpublishAt: Date | null;
}

export function shownStatus({ status, publishAt, unpublishAt }: Scheduled, now: Date): ShownStatus {
  if (status !== 'published') return status;
  if (unpublishAt !== null && unpublishAt <= now) return 'archived';
  return publishAt !== null && publishAt > now ? 'scheduled' : 'published';
}
