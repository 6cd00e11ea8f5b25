import { CommitOutcomeUnknown, DatabaseBusy, driverError, isConnectionLost } from '../database';
import type { Problem } from './problem';
import { Conflict, Overloaded, OutcomeUnknown, Unavailable, ValidationFailed, ValueRefused } from './problems';

type Answer = (cause: unknown) => Problem;

const invalidValue: Answer = () =>
  ValidationFailed.at('', 'database', 'a value is too long, out of range or holds characters that cannot be stored');
const ruleBroken: Answer = (cause) => new ValueRefused({ cause });
const conflict: Answer = (cause) => new Conflict(undefined, { cause });
const busy: Answer = (cause) => new Overloaded(undefined, { cause });
const unavailable: Answer = (cause) => new Unavailable(undefined, { cause });

/** Error numbers of MariaDB and MySQL. What input alone can cause is never a 5xx. */
const BY_NUMBER: ReadonlyMap<number, Answer> = new Map<number, Answer>([
  ...[1406, 1264, 1366, 1292, 1411, 3140, 1300, 1690].map((errno): [number, Answer] => [errno, invalidValue]),
  ...[3819, 4025, 1048, 1364].map((errno): [number, Answer] => [errno, ruleBroken]),
  ...[1062, 1586, 1451, 1452, 1216, 1217].map((errno): [number, Answer] => [errno, conflict]),
  ...[1205, 1213, 1020, 3572, 1040, 1203, 1226, 3024, 1969].map((errno): [number, Answer] => [errno, busy]),
  ...[1053, 1077, 1152, 1158, 1159, 1160, 1161, 1290, 1836, 1927, 2006, 2013].map((errno): [number, Answer] => [errno, unavailable]),
]);

/** What a failure of the database means to the client, or undefined when the failure is none of the database's. */
export function databaseProblem(error: unknown): Problem | undefined {
  if (error instanceof DatabaseBusy) return busy(error);
  if (error instanceof CommitOutcomeUnknown) return new OutcomeUnknown(error);
  const answer = BY_NUMBER.get(driverError(error)?.errno ?? 0);
  if (answer) return answer(error);
  return isConnectionLost(error) || isPoolClosed(error) || isRefusedEverywhere(error) ? unavailable(error) : undefined;
}

/** A request that outlived the shutdown. */
function isPoolClosed(error: unknown): boolean {
  return driverError(error)?.message === 'Pool is closed.';
}

/** Connecting to a name with several addresses fails with all of their errors in one. */
function isRefusedEverywhere(error: unknown): boolean {
  const inner: unknown = driverError(error);
  return inner instanceof AggregateError && inner.errors.length > 0 && inner.errors.every(isConnectionLost);
}
