import { types } from 'node:util';

/** No connection became free in time: the caller should come back a little later. */
export class DatabaseBusy extends Error {
  override readonly name = 'DatabaseBusy';
}

/** COMMIT was sent and the connection broke before the answer: the work may or may not have happened. Look it up by its unique key. */
export class CommitOutcomeUnknown extends Error {
  override readonly name = 'CommitOutcomeUnknown';
}

/** The server was waited for and said nothing at all: the connection is given up. */
export class DatabaseSilent extends Error {
  override readonly name = 'DatabaseSilent';
  readonly code = SILENT;
}

/** A mistake of ours, such as calling a gateway while a transaction is open. */
export class TransactionMisuse extends Error {
  override readonly name = 'TransactionMisuse';
}

/** What the work was decided by is not so any more, as its own guarded write has found: all of it is undone and done again. */
export class ChangedSinceRead extends Error {
  override readonly name = 'ChangedSinceRead';
}

const DEADLOCK = 1213;
const LOCK_WAIT_TIMEOUT = 1205;
const CHANGED_SINCE_LAST_READ = 1020;
const LOCK_NOWAIT = 3572;
const RETRYABLE = new Set([DEADLOCK, LOCK_WAIT_TIMEOUT, CHANGED_SINCE_LAST_READ, LOCK_NOWAIT]);
const DUPLICATE_KEY = 1062;
const SILENT = 'DATABASE_SILENT';
const CONNECTION_LOST = new Set([
  ...[
    'PROTOCOL_CONNECTION_LOST',
    'ECONNRESET',
    'EPIPE',
    'ECONNREFUSED',
    'ETIMEDOUT',
    'ENOTFOUND',
    'ER_SERVER_SHUTDOWN',
    'ER_CONNECTION_KILLED',
  ],
  ...['PROTOCOL_ENQUEUE_AFTER_FATAL_ERROR', 'PROTOCOL_ENQUEUE_AFTER_QUIT', 'ER_QUERY_INTERRUPTED', 'PROTOCOL_SEQUENCE_TIMEOUT'],
  SILENT,
]);

interface DriverError {
  readonly errno?: number;
  readonly code?: string;
  readonly sqlMessage?: string;
  readonly message?: string;
}

/** The driver's own error inside whatever TypeORM wrapped around it. */
export function driverError(error: unknown): DriverError | undefined {
  if (!types.isNativeError(error)) return undefined;
  const wrapped: DriverError & { readonly driverError?: DriverError } = error;
  return wrapped.driverError ?? wrapped;
}

export function isConnectionLost(error: unknown): boolean {
  const driver = driverError(error);
  return CONNECTION_LOST.has(driver?.code ?? '') || /closed state|Connection lost/i.test(driver?.message ?? '');
}

/** Whether running the whole unit of work again, with fresh data, may succeed. After a silence nobody is left to wait for another try. */
export function isRetryable(error: unknown): boolean {
  if (error instanceof ChangedSinceRead) return true;
  if (driverError(error)?.code === SILENT) return false;
  return RETRYABLE.has(driverError(error)?.errno ?? 0) || isConnectionLost(error);
}

/** Whether a unique key refused the write; with a name, whether it was that one. */
export function isDuplicateKey(error: unknown, keyName?: string): boolean {
  const driver = driverError(error);
  if (driver?.errno !== DUPLICATE_KEY) return false;
  if (keyName === undefined) return true;
  const named = /for key '(?:[^']*\.)?([^'.]+)'/.exec(driver.sqlMessage ?? driver.message ?? '')?.[1];
  return named === keyName;
}
