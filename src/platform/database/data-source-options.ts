import type { DataSourceOptions, MigrationInterface } from 'typeorm';
import { SnakeNaming } from './naming';
import { mysqlDriver } from './pool';
import { DRIVER_MAX_PREPARED } from './prepared';

export type EntityClass = new () => object;

/** What the roof hands down: every module's tables and the one line of migrations. */
export interface Schema {
  readonly entities: readonly EntityClass[];
  readonly migrations: readonly (new () => MigrationInterface)[];
}

export const MIGRATIONS_TABLE = 'platform_migration';
export const CONNECT_TIMEOUT_MS = 5_000;
/** A dead peer is noticed within half a minute, also on a connection that nobody uses. */
const POOL = {
  enableKeepAlive: true,
  keepAliveInitialDelay: 10_000,
  waitForConnections: true,
  trace: false,
  maxPreparedStatements: DRIVER_MAX_PREPARED,
};
/** Below the server's own patience (session.ts), so that a connection is never closed by the server while it is being taken. */
const IDLE_MS = 30_000;
/** Above the longest wait for a lock; a request has its answer within twice as long. */
const SILENCE_MS = 7_000;

/**
 * The one definition of the connection, used by the application, the command line and the tests.
 * `mariadb` is right for every server: as `mysql`, TypeORM sees differences on MariaDB that are none.
 */
export function dataSourceOptions(url: string, poolSize: number, schema: Schema): DataSourceOptions {
  return optionsWith(url, poolSize, schema, { ...POOL, silenceMs: SILENCE_MS, maxIdle: Math.max(1, poolSize - 1), idleTimeout: IDLE_MS });
}

/** For migrations, whose statements may work for minutes without a word. */
export function patientOptions(url: string, poolSize: number, schema: Schema): DataSourceOptions {
  return optionsWith(url, poolSize, schema, POOL);
}

function optionsWith(url: string, poolSize: number, schema: Schema, extra: object): DataSourceOptions {
  return {
    type: 'mariadb',
    driver: mysqlDriver,
    url,
    entities: [...schema.entities],
    migrations: [...schema.migrations],
    migrationsTableName: MIGRATIONS_TABLE,
    migrationsTransactionMode: 'each',
    namingStrategy: new SnakeNaming(),
    synchronize: false,
    charset: 'utf8mb4_unicode_520_ci',
    timezone: 'Z',
    multipleStatements: false,
    logging: false,
    poolSize,
    connectTimeout: CONNECT_TIMEOUT_MS,
    extra,
  };
}
