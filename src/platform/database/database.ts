import { AsyncLocalStorage } from 'node:async_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { EntityTarget, ObjectLiteral, QueryRunner, Repository } from 'typeorm';
import { CommitOutcomeUnknown, TransactionMisuse, isConnectionLost, isRetryable } from './errors';
import { insertStatements } from './row-set';
import type { RowSet } from './row-set';

const MAX_TRIES = 4;
const BACKOFF_MS = 20;

interface Unit {
  readonly runner: QueryRunner;
  readonly closing: Map<ClosingWork, Set<string>>;
  readonly afterCommit: (() => void)[];
}

/** What many writes of one transaction need, done once at its end. */
export interface ClosingWork {
  /** Runs inside the transaction, just before its commit, with everything that was named by then. */
  close(items: readonly string[]): Promise<void>;
}

/** Runs first inside every outermost transaction; may refuse it by throwing. */
export type TransactionGuard = () => Promise<void>;

/**
 * The only door to TypeORM. A unit of work is carried by async context: whatever runs inside `transaction` joins it, wherever it stands
 * in the code. Only the outermost unit is tried again, from the start, when the server asks for that (deadlock, lost connection).
 */
@Injectable()
export class Database {
  private readonly units = new AsyncLocalStorage<Unit | undefined>();
  private readonly guards: TransactionGuard[] = [];

  constructor(private readonly dataSource: DataSource) {}

  /** Bound to the current transaction. Outside one, each call takes a connection of its own. */
  repository<T extends ObjectLiteral>(entity: EntityTarget<T>): Repository<T> {
    return (this.units.getStore()?.runner.manager ?? this.dataSource.manager).getRepository(entity);
  }

  /** Reads flat rows. `?` are parameters; an array expands for `IN (?)`. Wide integers arrive as text: see `toInteger`. */
  async query<T>(sql: string, params: readonly unknown[] = []): Promise<T[]> {
    return this.run(sql, params);
  }

  /** Writes; answers how many rows matched the condition, which is the whole check of a guarded write. */
  async execute(sql: string, params: readonly unknown[] = []): Promise<number> {
    const result = await this.run<{ affectedRows: number }>(sql, params);
    return result.affectedRows;
  }

  /** Writes many rows with few statements; much cheaper than `repository.insert` for more than a handful. */
  async insertRows(rows: RowSet): Promise<void> {
    for (const { sql, params } of insertStatements(rows)) await this.run(sql, params);
  }

  async transaction<T>(work: () => Promise<T>): Promise<T> {
    if (this.units.getStore()) return work();
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.attempt(work);
      } catch (error) {
        if (attempt >= MAX_TRIES || !isRetryable(error)) throw error;
        await sleep(Math.random() * BACKOFF_MS * 2 ** attempt);
      }
    }
  }

  /** The work is done at the end of the outermost transaction, in it, and once for all items that are named. */
  beforeCommit(work: ClosingWork, items: readonly string[]): void {
    const unit = this.units.getStore();
    if (!unit) throw new TransactionMisuse('This must run inside Database.transaction');
    const known = unit.closing.get(work) ?? new Set();
    for (const item of items) known.add(item);
    if (known.size > 0) unit.closing.set(work, known);
  }

  /** Runs once the outermost transaction is committed; forgotten when it rolls back. Outside a transaction it runs at once. */
  afterCommit(fn: () => void): void {
    const unit = this.units.getStore();
    if (unit) unit.afterCommit.push(fn);
    else fn();
  }

  get inTransaction(): boolean {
    return this.units.getStore() !== undefined;
  }

  requireTransaction(): void {
    if (!this.inTransaction) throw new TransactionMisuse('This must run inside Database.transaction');
  }

  forbidTransaction(): void {
    if (this.inTransaction)
      throw new TransactionMisuse('This must not run inside a transaction: it talks to the outside world or works long');
  }

  /** Leaves the current unit of work: what runs inside takes connections of its own and commits by itself. */
  detached<T>(work: () => Promise<T>): Promise<T> {
    return this.units.run(undefined, work);
  }

  /** The guard runs inside every outermost transaction, before the work. */
  guardTransactions(guard: TransactionGuard): void {
    this.guards.push(guard);
  }

  private async run<R>(sql: string, params: readonly unknown[]): Promise<R> {
    const unit = this.units.getStore();
    return (await (unit ? unit.runner : this.dataSource).query(sql, [...params])) as R;
  }

  private async attempt<T>(work: () => Promise<T>): Promise<T> {
    const runner = this.dataSource.createQueryRunner();
    const unit: Unit = { runner, closing: new Map(), afterCommit: [] };
    let result: T;
    try {
      await runner.startTransaction();
      result = await this.units.run(unit, async () => {
        for (const guard of this.guards) await guard();
        const done = await work();
        await close(unit);
        return done;
      });
      await this.commit(runner);
    } catch (error) {
      await this.rollBack(runner);
      throw error;
    } finally {
      await runner.release();
    }
    this.units.run(undefined, () => unit.afterCommit.forEach((fn) => fn()));
    return result;
  }

  private async commit(runner: QueryRunner): Promise<void> {
    try {
      await runner.commitTransaction();
    } catch (error) {
      if (isConnectionLost(error)) throw new CommitOutcomeUnknown('The connection broke while committing', { cause: error });
      throw error;
    }
  }

  /** A connection that cannot roll back is in an unknown state and must not return to the pool. */
  private async rollBack(runner: QueryRunner): Promise<void> {
    try {
      if (runner.isTransactionActive) await runner.rollbackTransaction();
    } catch {
      const connection: { destroy?: () => void } = await runner.connect().catch(() => ({}));
      connection.destroy?.();
    }
  }
}

/** Closing work may name more of it. */
async function close({ closing }: Unit): Promise<void> {
  for (const [work, items] of closing) {
    closing.delete(work);
    await work.close([...items]);
  }
}
