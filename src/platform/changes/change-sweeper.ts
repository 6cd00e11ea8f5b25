import { Injectable } from '@nestjs/common';
import { Database } from '../database';
import { Every } from '../jobs';

const BATCH = 1_000;
const LIFE_SECONDS = 60;

/** Starts the clock of new rows and clears those away that everybody has seen. */
@Injectable()
export class ChangeSweeper {
  constructor(private readonly database: Database) {}

  @Every({ name: 'changes.sweep', everyMs: 2_000 })
  async sweep(): Promise<void> {
    // Looked up without locks: rows of transactions that still run are not there yet, and nobody waits for them.
    const rows = await this.database.query<{ id: string; old: number }>(
      `SELECT id, seen_at IS NOT NULL AS old FROM platform_change
        WHERE seen_at IS NULL OR seen_at < UTC_TIMESTAMP(3) - INTERVAL ${LIFE_SECONDS} SECOND ORDER BY id LIMIT ?`,
      [BATCH],
    );
    const idsOf = (old: boolean) => rows.filter((row) => (row.old === 1) === old).map(({ id }) => id);
    const [gone, fresh] = [idsOf(true), idsOf(false)];
    if (fresh.length > 0)
      await this.database.execute('UPDATE platform_change SET seen_at = UTC_TIMESTAMP(3) WHERE id IN (?) AND seen_at IS NULL', [fresh]);
    if (gone.length > 0) await this.database.execute('DELETE FROM platform_change WHERE id IN (?)', [gone]);
  }
}
