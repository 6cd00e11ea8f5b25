import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import type { Pool, PoolConnection } from 'mysql2';
import { DataSource } from 'typeorm';
import type { EntityTarget, ObjectLiteral, QueryRunner, Repository } from 'typeorm';
import { CommitOutcomeUnknown, TransactionMisuse, isConnectionLost, isRetryable } from './errors';
import { FlatEntity } from './flat-entity';
import { PreparedStatements, say } from './prepared';
import { insertStatements } from './row-set';
import type { RowSet } from './row-set';
import { work as current } from './work';
import type { Unit } from './work';

const MAX_TRIES = 4;
const BACKOFF_MS = 20;

/** Runs first inside every outermost transaction; may refuse it by throwing. */
export type TransactionGuard = () => Promise<void>;

/**
 * The only door to TypeORM. A unit of work is carried by async context: whatever runs inside `transaction` joins it, wherever it stands
 * in the code. Only the outermost unit is tried again, from the start, when the server asks for that (deadlock, lost connection).
 */
@Injectable()
export class Database {
  private readonly guards: TransactionGuard[] = [];
  private readonly flat = new Map<unknown, unknown>();
  private readonly statements = new PreparedStatements();

  constructor(private readonly dataSource: DataSource) {}

  /** Bound to the current transaction. Outside one, each call takes a connection of its own. */
  repository<T extends ObjectLiteral>(entity: EntityTarget<T>): Repository<T> {
    return (this.unit?.runner.manager ?? this.dataSource.manager).getRepository(entity);
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

  /** How rows of an entity's table are read and written flat; for joins. */
  flatOf<T extends ObjectLiteral>(entity: EntityTarget<T>): FlatEntity<T> {
    const known = this.flat.get(entity) as FlatEntity<T> | undefined;
    if (known) return known;
    const made = FlatEntity.of(this.dataSource, entity);
    this.flat.set(entity, made);
    return made;
  }

  /** Entities by a condition in SQL, which may go on with ORDER BY, LIMIT and FOR UPDATE. The table is called `own`. */
  async find<T extends ObjectLiteral>(entity: EntityTarget<T>, where: string, params: readonly unknown[]): Promise<T[]> {
    const flat = this.flatOf(entity);
    const rows = await this.query<Record<string, unknown>>(`SELECT ${flat.select('own')} FROM ${flat.table} own WHERE ${where}`, params);
    return rows.map((row) => flat.read(row));
  }

  async findOne<T extends ObjectLiteral>(entity: EntityTarget<T>, where: string, params: readonly unknown[]): Promise<T | null> {
    return (await this.find(entity, where, params))[0] ?? null;
  }

  /** A few new entities in one statement. */
  async insert<T extends ObjectLiteral>(entity: EntityTarget<T>, ...rows: readonly Readonly<Partial<T>>[]): Promise<void> {
    const { sql, params } = this.flatOf(entity).insertion(rows);
    await this.run(sql, params);
  }

  /** Writes many rows with few statements; much cheaper than `repository.insert` for more than a handful. */
  async insertRows(rows: RowSet): Promise<void> {
    for (const { sql, params } of insertStatements(rows)) await this.run(sql, params);
  }

  async transaction<T>(work: () => Promise<T>, { guarded } = { guarded: true }): Promise<T> {
    if (this.unit) return work();
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.attempt(work, guarded ? this.guards : []);
      } catch (error) {
        if (attempt >= MAX_TRIES || !isRetryable(error)) throw error;
        await sleep(Math.random() * BACKOFF_MS * 2 ** attempt);
      }
    }
  }

  /** Runs once the outermost transaction is committed; forgotten when it rolls back. Outside a transaction it runs at once. */
  afterCommit(fn: () => void): void {
    const { unit } = this;
    if (unit) unit.afterCommit.push(fn);
    else fn();
  }

  /**
   * Gathers what may be written last: `write` is handed all of this unit's items at once, right before the commit. It decides as much as any
   * other statement: when it fails, everything is rolled back.
   */
  beforeCommit<T>(item: T, write: (items: readonly T[]) => Promise<void>): void {
    const { unit } = this;
    if (!unit) throw new TransactionMisuse('Only a transaction has an end to wait for');
    const items = unit.gathered.get(write);
    if (items) items.push(item as never);
    else unit.gathered.set(write, [item as never]);
  }

  get inTransaction(): boolean {
    return this.unit !== undefined;
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
    return this.under(undefined, work);
  }

  /** The guard runs inside every outermost transaction, before the work. */
  guardTransactions(guard: TransactionGuard): void {
    this.guards.push(guard);
  }

  /** Of this object: tests have several on one server. */
  private get unit(): Unit | undefined {
    const unit = current.getStore()?.unit;
    return unit?.owner === this ? unit : undefined;
  }

  private under<T>(unit: Unit | undefined, work: () => T): T {
    return current.run({ ...current.getStore(), unit }, work);
  }

  /** Straight to the driver: TypeORM's own way costs more than most of our statements. */
  private run<R>(sql: string, params: readonly unknown[]): Promise<R> {
    const { unit } = this;
    if (unit?.over) throw new TransactionMisuse('This is said after the transaction that it belongs to');
    return unit ? this.statements.say(unit.connection, sql, params) : this.runAlone(sql, params);
  }

  private async runAlone<R>(sql: string, params: readonly unknown[]): Promise<R> {
    const connection = await this.connection();
    try {
      return await this.statements.say(connection, sql, params);
    } finally {
      connection.release();
    }
  }

  private connection(): Promise<PoolConnection> {
    const { pool }: { pool?: Pool } = this.dataSource.driver as object;
    if (!pool) throw new Error('The database is not connected');
    return new Promise((resolve, reject) => pool.getConnection((error, connection) => (error ? reject(error) : resolve(connection))));
  }

  private async attempt<T>(work: () => Promise<T>, guards: readonly TransactionGuard[]): Promise<T> {
    const unit = await this.begin();
    let result: T;
    try {
      result = await this.under(unit, async () => {
        for (const guard of guards) await guard();
        const result = await work();
        await writeGathered(unit);
        return result;
      });
      await this.commit(unit);
    } catch (error) {
      await this.rollBack(unit.runner);
      throw error;
    } finally {
      unit.over = true;
      await unit.runner.release();
    }
    this.under(undefined, () => unit.afterCommit.forEach((fn) => fn()));
    return result;
  }

  private async begin(): Promise<Unit> {
    const runner = this.dataSource.createQueryRunner();
    try {
      const connection: PoolConnection = await runner.connect();
      await say(connection, 'START TRANSACTION');
      // Repositories ask for it before they lock a row.
      Object.assign(runner, { isTransactionActive: true });
      return { owner: this, runner, connection, over: false, afterCommit: [], gathered: new Map() };
    } catch (error) {
      await runner.release();
      throw error;
    }
  }

  private async commit({ runner, connection }: Unit): Promise<void> {
    try {
      await say(connection, 'COMMIT');
      Object.assign(runner, { isTransactionActive: false });
    } catch (error) {
      if (isConnectionLost(error)) throw new CommitOutcomeUnknown('The connection broke while committing', { cause: error });
      throw error;
    }
  }

  /** A connection that cannot roll back is in an unknown state and must not return to the pool. */
  private async rollBack(runner: QueryRunner): Promise<void> {
    try {
      if (runner.isTransactionActive) await say(await runner.connect(), 'ROLLBACK');
    } catch {
      const connection: { destroy?: () => void } = await runner.connect().catch(() => ({}));
      connection.destroy?.();
    }
  }
}

/** Writing may gather more. */
async function writeGathered({ gathered }: Unit): Promise<void> {
  for (const [write, items] of gathered) {
    gathered.delete(write);
    await write(items);
  }
}
