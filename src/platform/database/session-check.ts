import { Injectable } from '@nestjs/common';
import type { OnModuleInit } from '@nestjs/common';
import { Database } from './database';

/** Refuses to start on a connection that would lose updates silently (REPEATABLE READ) or round money (no strict mode). */
@Injectable()
export class SessionCheck implements OnModuleInit {
  constructor(private readonly database: Database) {}

  async onModuleInit(): Promise<void> {
    const isolation = await this.variable(['transaction_isolation', 'tx_isolation']);
    if (isolation !== 'READ-COMMITTED') throw new Error(`The database session is ${isolation}; the shop needs READ COMMITTED`);
    const mode = await this.variable(['sql_mode']);
    if (!mode.includes('STRICT_TRANS_TABLES')) throw new Error(`The database session is not strict: sql_mode is ${mode}`);
  }

  private async variable(names: readonly string[]): Promise<string> {
    const [row] = await this.database.query<{ Value: string }>('SHOW SESSION VARIABLES WHERE Variable_name IN (?)', [names]);
    return row?.Value ?? 'unknown';
  }
}
