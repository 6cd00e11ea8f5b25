import type { DataSourceOptions, MigrationInterface } from 'typeorm';
import { SnakeNaming } from './naming';
import { mysqlDriver } from './pool';

export type EntityClass = new () => object;

/** What the roof hands down: every module's tables and the one line of migrations. */
export interface Schema {
  readonly entities: readonly EntityClass[];
  readonly migrations: readonly (new () => MigrationInterface)[];
}

/**
 * The one definition of the connection, used by the application, the command line and the tests.
 * `mariadb` is right for every server: as `mysql`, TypeORM sees differences on MariaDB that are none.
 */
export function dataSourceOptions(url: string, poolSize: number, schema: Schema): DataSourceOptions {
  return {
    type: 'mariadb',
    driver: mysqlDriver,
    url,
    entities: [...schema.entities],
    migrations: [...schema.migrations],
    migrationsTableName: 'platform_migration',
    migrationsTransactionMode: 'each',
    namingStrategy: new SnakeNaming(),
    synchronize: false,
    charset: 'utf8mb4_unicode_520_ci',
    timezone: 'Z',
    multipleStatements: false,
    logging: false,
    poolSize,
    connectTimeout: 5_000,
    extra: { enableKeepAlive: true, waitForConnections: true },
  };
}
