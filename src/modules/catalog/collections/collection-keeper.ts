import { Injectable } from '@nestjs/common';
import { Changes } from '../../../platform/changes';
import { Database } from '../../../platform/database';
import { Every } from '../../../platform/jobs';
import { LISTS } from '../catalog.topics';
import { ProductLoader } from '../product-loader';
import { CollectionMembers } from './collection-members';

const BATCH = 200;
const LEASE_SECONDS = 120;
/** Longer than any request lives: who inserts a product without having seen a new collection is done by then. */
const SECOND_LOOK_SECONDS = 60;

/** Looks for the products of collections whose rule is new or has changed. */
@Injectable()
export class CollectionKeeper {
  constructor(
    private readonly database: Database,
    private readonly loader: ProductLoader,
    private readonly members: CollectionMembers,
    private readonly changes: Changes,
  ) {}

  /** One pass serves all collections that are due. */
  @Every({ name: 'catalog.collections', everyMs: 1_000 })
  async keep(): Promise<void> {
    const claimed = await this.claim();
    if (claimed.length === 0) return;
    for (let after: string | undefined = ''; after !== undefined;) after = await this.batch(after);
    await this.finish(claimed);
  }

  /** A worker that dies leaves the work to whoever comes after its lease. */
  private async claim(): Promise<string[]> {
    return this.database.transaction(async () => {
      const due = await this.database.query<{ id: string }>(
        'SELECT id FROM catalog_collection WHERE rebuild_at <= UTC_TIMESTAMP(3) ORDER BY id LIMIT 100 FOR UPDATE SKIP LOCKED',
      );
      const ids = due.map(({ id }) => id);
      if (ids.length > 0) await this.postpone(ids);
      return ids;
    });
  }

  private async postpone(ids: readonly string[]): Promise<void> {
    await this.database.execute('UPDATE catalog_collection SET rebuild_at = TIMESTAMPADD(SECOND, ?, UTC_TIMESTAMP(3)) WHERE id IN (?)', [
      LEASE_SECONDS,
      ids,
    ]);
  }

  /** A rule that changed meanwhile is due at once, and stays so. */
  private async finish(ids: readonly string[]): Promise<void> {
    await this.database.execute(
      `UPDATE catalog_collection
          SET rebuild_at = IF(rebuild_again = 1, TIMESTAMPADD(SECOND, ?, UTC_TIMESTAMP(3)), NULL), rebuild_again = 0
        WHERE id IN (?) AND rebuild_at > UTC_TIMESTAMP(3)`,
      [SECOND_LOOK_SECONDS, ids],
    );
  }

  /** @returns the last id of the batch, or undefined at the end */
  private async batch(after: string): Promise<string | undefined> {
    const rows = await this.database.query<{ id: string }>('SELECT id FROM catalog_product WHERE id > ? ORDER BY id LIMIT ?', [
      after,
      BATCH,
    ]);
    if (rows.length === 0) return undefined;
    await this.database.transaction(async () => {
      await this.members.place(await this.loader.lockAll(rows.map(({ id }) => id)));
      this.changes.announce([LISTS]);
    });
    return rows.at(-1)?.id;
  }
}
