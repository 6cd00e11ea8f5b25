import { Injectable } from '@nestjs/common';
import { Database } from '../../../platform/database';
import { Every } from '../../../platform/jobs';
import { ProductEditor } from '../product-editor';

const BATCH = 100;

/**
 * Writes down what has happened by itself: a product whose moment has come is plainly published, one whose time is over is archived. Nobody
 * waits for it to see the right thing; but whoever follows the changes of products hears of it.
 */
@Injectable()
export class ScheduleKeeper {
  constructor(
    private readonly database: Database,
    private readonly products: ProductEditor,
  ) {}

  @Every({ name: 'catalog.schedule', everyMs: 1_000 })
  async keep(): Promise<void> {
    for (let due = await this.due(); due.length > 0; due = await this.due()) for (const id of due) await this.settle(id);
  }

  private async due(): Promise<string[]> {
    const rows = await this.database.query<{ id: string }>(
      `SELECT id FROM catalog_product WHERE publish_at <= UTC_TIMESTAMP(3) AND status = 'published'
       UNION SELECT id FROM catalog_product WHERE unpublish_at <= UTC_TIMESTAMP(3) AND status = 'published' LIMIT ?`,
      [BATCH],
    );
    return rows.map(({ id }) => id);
  }

  /** Looks at the locked product again: another process may have been first, or staff may have changed their mind. */
  private async settle(id: string): Promise<void> {
    await this.database.transaction(async () => {
      const rows = await this.database.query<{ begun: number; over: number }>(
        `SELECT COALESCE(publish_at <= UTC_TIMESTAMP(3), 0) AS begun, COALESCE(unpublish_at <= UTC_TIMESTAMP(3), 0) AS \`over\`
           FROM catalog_product WHERE id = ? AND status = 'published' FOR UPDATE`,
        [id],
      );
      const { begun = 0, over = 0 } = rows[0] ?? {};
      if (Number(begun) + Number(over) === 0) return;
      await this.products.edit(id, undefined, (stored) => ({
        ...stored,
        ...(Number(begun) === 1 && { publishAt: null }),
        ...(Number(over) === 1 && { status: 'archived' as const, unpublishAt: null }),
      }));
    });
  }
}
