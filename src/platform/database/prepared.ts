import { LRUCache } from 'lru-cache';
import { TypedParameter } from 'mysql2';
import type { PoolConnection, PrepareStatementInfo, QueryError } from 'mysql2';
import { tellListener } from './work';

/** The driver looks its exports up at each use. */
const { LONGLONG } = TypedParameter;

/** Preparing costs a round trip on each connection, so it pays only for what is said again and again. */
const FAMILIAR_AFTER = 16;
/** Texts that differ in the length of a list are many, and most of them are rare. */
const MAX_TEXTS = 2_000;
/** Longer ones write many rows at once; remembering them would cost more than reading them. */
const MAX_TEXT = 5_000;
/** Per connection; what it has not said for longest is forgotten by the server, too. */
const MAX_PREPARED = 200;
/** The driver's own list must be the longer one: what it forgets is closed behind our back. */
export const DRIVER_MAX_PREPARED = MAX_PREPARED + 50;

/**
 * Answers of a server that has done nothing: the statement cannot be prepared at all (1295), no more of them fit (1461), or the server
 * has lost the prepared form, for example because a migration changed its table (1615, 1243).
 */
const NOT_PREPARED: ReadonlySet<unknown> = new Set([1295, 1461, 1615, 1243]);

/** A list of other lengths is another statement. */
const MAX_LIST = 50;

/** Without lists among the parameters. */
interface Flat {
  readonly sql: string;
  readonly params: readonly unknown[];
}

type Value = string | number | bigint | boolean | Date | Buffer | null | ReturnType<typeof LONGLONG>;

type Hear = (error: QueryError | null, result: unknown) => void;
/** Of one connection, by their texts. */
type Prepared = LRUCache<string, PrepareStatementInfo>;

/**
 * Decides which statements go to the server as text, and which prepared: then it reads and checks them once per connection, which is a third of
 * the work for a statement that finds its row by a key. Text and prepared form mean the same; only the way of the parameters differs.
 */
export class PreparedStatements {
  private readonly said = new Map<string, number>();
  private readonly prepared = new WeakMap<PoolConnection, Prepared>();

  say<R>(connection: PoolConnection, sql: string, params: readonly unknown[]): Promise<R> {
    const flat = sql.length <= MAX_TEXT ? flattened(sql, params) : undefined;
    const values = flat && this.familiar(flat.sql) ? bound(flat.params) : undefined;
    return flat && values ? this.execute(connection, { ...flat, values }) : say(connection, sql, params);
  }

  private familiar(sql: string): boolean {
    const times = this.said.get(sql) ?? 0;
    if (times >= FAMILIAR_AFTER) return true;
    if (times === 0 && this.said.size >= MAX_TEXTS) this.forget();
    this.said.set(sql, times + 1);
    return false;
  }

  /** Those that have not become familiar; when all have, whichever came first. */
  private forget(): void {
    for (const [sql, times] of this.said) if (times < FAMILIAR_AFTER) this.said.delete(sql);
    const [first] = this.said.keys();
    if (this.said.size >= MAX_TEXTS && first !== undefined) this.said.delete(first);
  }

  private execute<R>(connection: PoolConnection, { sql, params, values }: Flat & { readonly values: Value[] }): Promise<R> {
    return new Promise((resolve, reject) => {
      const statement = this.preparedOn(connection).get(sql);
      const hear: Hear = (error, result) => {
        if (error) {
          if (NOT_PREPARED.has(error.errno)) this.asText<R>(connection, sql, params).then(resolve, reject);
          else reject(Object.assign(error, { sql }));
          return;
        }
        if (!statement) this.keepPrepared(connection, sql);
        resolve(result as R);
      };
      if (statement) {
        tellListener(sql);
        statement.execute(values, hear);
      } else connection.execute(sql, values, hear);
    });
  }

  /** The driver has prepared it to execute it, and finds it on its own list now, without asking the server. */
  private keepPrepared(connection: PoolConnection, sql: string): void {
    connection.prepare(sql, (error, statement) => {
      if (!error) this.preparedOn(connection).set(sql, statement);
    });
  }

  /** Whatever the server has of it is of no use any more; if it stays familiar, it is prepared anew. */
  private asText<R>(connection: PoolConnection, sql: string, params: readonly unknown[]): Promise<R> {
    this.preparedOn(connection).delete(sql);
    connection.unprepare(sql);
    return say<R>(connection, sql, params);
  }

  private preparedOn(connection: PoolConnection): Prepared {
    const known = this.prepared.get(connection);
    if (known) return known;
    const dispose = (_: unknown, sql: string, reason: string): void => void (reason === 'evict' && connection.unprepare(sql));
    const made: Prepared = new LRUCache<string, PrepareStatementInfo>({ max: MAX_PREPARED, dispose });
    this.prepared.set(connection, made);
    return made;
  }
}

/** With a placeholder for each member of a list, as the text would have it; undefined for what is too long to be said often. */
function flattened(sql: string, params: readonly unknown[]): Flat | undefined {
  if (!params.some(Array.isArray)) return { sql, params };
  const [start = '', ...parts] = sql.split('?');
  let text = start;
  for (const [index, part] of parts.entries()) {
    const param = params[index];
    const places = Array.isArray(param) ? param.length : 1;
    if (places === 0 || places > MAX_LIST) return undefined;
    text += `?${', ?'.repeat(places - 1)}${part}`;
  }
  return { sql: text, params: params.flat() };
}

/** As text, with the parameters written into it. */
export function say<R>(connection: PoolConnection, sql: string, params?: readonly unknown[]): Promise<R> {
  return new Promise((resolve, reject) => {
    connection.query(sql, params && [...params], (error, result) => (error ? reject(error) : resolve(result as R)));
  });
}

/** What the binary protocol can carry, with the meaning that it has as text; undefined when one of them is an object. */
function bound(params: readonly unknown[]): Value[] | undefined {
  const values: Value[] = [];
  for (const param of params) {
    const value = boundOne(param);
    if (value === undefined) return undefined;
    values.push(value);
  }
  return values;
}

function boundOne(param: unknown): Value | undefined {
  if (param === null || param === undefined) return null;
  if (typeof param === 'string' || typeof param === 'boolean') return param;
  // Left to itself the driver would send whole numbers as floating point, in which the server would then calculate.
  if (typeof param === 'number') return Number.isSafeInteger(param) ? LONGLONG(param) : undefined;
  return param instanceof Date || Buffer.isBuffer(param) ? param : undefined;
}
