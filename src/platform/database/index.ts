export { bareConnection } from './bare-connection';
export { AppendOnly, isAppendOnly } from './append-only';
export { Sealed, sealedColumns } from './sealed';
export * from './columns';
export { Database } from './database';
export { DatabaseModule } from './database.module';
export { dataSourceOptions, patientOptions } from './data-source-options';
export type { EntityClass, Schema } from './data-source-options';
export {
  ChangedSinceRead,
  CommitOutcomeUnknown,
  DatabaseBusy,
  TransactionMisuse,
  driverError,
  isConnectionLost,
  isDuplicateKey,
  isRetryable,
} from './errors';
export type { FlatEntity } from './flat-entity';
export type { Invariant } from './invariants';
export { jsonValue } from './json-value';
export type { JoinedRow, LentSql, LentValue } from './lent-sql';
export { migrate, pendingMigrations } from './migrate';
export { WAITING_PER_CONNECTION } from './pool';
export { shortestPoolWait } from './pool-waits';
export type { RowSet } from './row-set';
export { claimOfWork, listenToStatements, requestIdOfWork, unheardStatements, workFor, workUnder } from './work';
