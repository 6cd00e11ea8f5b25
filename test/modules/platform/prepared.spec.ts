import { listenToStatements } from '../../../src/platform/database';
import { testDatabase } from '../../support/database';
import type { TestDatabase } from '../../support/database';

const FAMILIAR = 20;

let db: TestDatabase;

beforeAll(async () => {
  db = await testDatabase(1);
  await db.dataSource.query(
    `CREATE TABLE scratch (id VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin PRIMARY KEY, n BIGINT NULL, words VARCHAR(200) NULL, at DATETIME(3) NULL, bytes VARBINARY(20) NULL,
       flag TINYINT(1) NULL, list JSON NULL, share DECIMAL(12,4) NULL) CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_520_ci ENGINE=InnoDB`,
  );
});

beforeEach(() => db.dataSource.query('DELETE FROM scratch'));

afterAll(() => db.close());

/** How often the one connection has asked the server for it meanwhile. */
async function countedBy(
  work: () => Promise<unknown>,
  counter: 'Com_stmt_execute' | 'Com_stmt_prepare' | 'Com_stmt_close',
): Promise<number> {
  const count = async (): Promise<number> => {
    const rows: { Value: string }[] = await db.dataSource.query(`SHOW SESSION STATUS LIKE '${counter}'`);
    return Number(rows[0]?.Value);
  };
  const before = await count();
  await work();
  return (await count()) - before;
}

const preparedBy = (work: () => Promise<unknown>): Promise<number> => countedBy(work, 'Com_stmt_execute');

const often = async <T>(say: (round: number) => Promise<T>): Promise<T[]> => {
  const answers: T[] = [];
  for (let round = 0; round < FAMILIAR; round += 1) answers.push(await say(round));
  return answers;
};

it('prepares what is said again and again, and answers the same as before', async () => {
  const values = [['a', 5, 'ärger ?', new Date('2026-02-03T04:05:06.789Z'), Buffer.from([0, 255, 39]), true, '{"k": [1]}', '12.3400']];
  values.push(['b', Number.MAX_SAFE_INTEGER, '', new Date(0), Buffer.alloc(0), false, '[]', '-0.5'], [
    'c',
    null,
    null,
    null,
    null,
    null,
    null,
    null,
  ] as never);
  for (const row of values) await db.database.execute('INSERT INTO scratch VALUES (?, ?, ?, ?, ?, ?, ?, ?)', row);
  const read = (): Promise<unknown[]> =>
    db.database.query('SELECT *, n + ? AS more, ? AS given FROM scratch WHERE id >= ? ORDER BY id LIMIT ?', [-5, 'x', 'a', 3]);
  const [first] = await often(read);
  expect(first).toHaveLength(3);
  let later: unknown[] = [];
  expect(await preparedBy(async () => (later = await read()))).toBe(1);
  expect(later).toEqual(first);
});

it('writes through it what it would write as text', async () => {
  const written = await preparedBy(() =>
    often((round) =>
      db.database.execute('INSERT INTO scratch (id, n, words, at, bytes, flag, list, share) VALUES (?, ? + 1, ?, ?, ?, ?, ?, ?)', [
        ...[
          `r${round}`,
          9_007_199_254_740_990,
          `wörter ${'\u{1f6d2}'} '\\`,
          new Date('2026-02-03T04:05:06.007Z'),
          Buffer.from('é'),
          round % 2 === 0,
        ],
        ...['{"a": 1}', '0.0001'],
      ]),
    ),
  );
  expect(written).toBeGreaterThan(0);
  const [row] = await db.database.query<object>(
    'SELECT COUNT(*) AS total, COUNT(DISTINCT n, words, at, HEX(bytes), list, share) AS kinds, MAX(n) AS n, COUNT(DISTINCT flag) AS flags FROM scratch',
  );
  expect(Object.values(row ?? {}).map(Number)).toEqual([FAMILIAR, 1, 9_007_199_254_740_991, 2]);
});

it('leaves what is seldom said, and long lists, as text, and tells a listener of each statement once', async () => {
  const long = Array.from({ length: 60 }, (_, index) => `v${index}`);
  expect(await preparedBy(() => often(() => db.database.query('SELECT id FROM scratch WHERE id IN (?)', [long])))).toBe(0);
  expect(await preparedBy(() => often((round) => db.database.query(`SELECT ${round} AS n, ? AS m`, [1])))).toBe(0);
  const seen: string[] = [];
  await listenToStatements(
    (sql) => seen.push(sql),
    () => often(() => db.database.query('SELECT ? AS n', [1])),
  );
  expect(seen).toEqual(Array.from({ length: FAMILIAR }, () => 'SELECT ? AS n'));
});

it('finds the same by lists of every length', async () => {
  await db.database.execute("INSERT INTO scratch (id, n) VALUES ('a', 1), ('b', 2), ('c', 3)");
  const read = (ids: readonly string[]): Promise<unknown[]> =>
    db.database.query('SELECT n FROM scratch WHERE n < ? AND id IN (?) AND n > ? ORDER BY id', [3, ids, 0]);
  await often((round) => read(round % 2 === 0 ? ['a', 'b'] : ['b', 'c', "d'"]));
  await often((round) => read(round % 2 === 0 ? ['a', 'b'] : ['b', 'c', "d'"]));
  expect(await preparedBy(async () => expect(await read(['a', 'b'])).toEqual([{ n: '1' }, { n: '2' }]))).toBe(1);
  expect(await preparedBy(async () => expect(await read(['b', 'c', "d'"])).toEqual([{ n: '2' }]))).toBe(1);
  expect(await preparedBy(async () => expect(await read(['c'])).toEqual([]))).toBe(0);
});

it('goes on when a table changes under a prepared statement', async () => {
  await db.database.execute("INSERT INTO scratch (id, n) VALUES ('a', 1)");
  const read = (): Promise<unknown[]> => db.database.query('SELECT * FROM scratch WHERE id = ?', ['a']);
  await often(read);
  await db.dataSource.query('ALTER TABLE scratch ADD COLUMN fresh INT NOT NULL DEFAULT 7');
  expect(await read()).toEqual([expect.objectContaining({ id: 'a', fresh: 7 })]);
  await db.dataSource.query('ALTER TABLE scratch DROP COLUMN fresh');
});

it('prepares once what it says often, and lets the server forget what it has not said for longest', async () => {
  const texts = Array.from({ length: 210 }, (_, index) => `SELECT CONCAT(?, ${index}) AS word`);
  const round = async (): Promise<void> => {
    for (const [index, text] of texts.entries()) expect(await db.database.query(text, ['n'])).toEqual([{ word: `n${index}` }]);
  };
  for (let times = 0; times < FAMILIAR; times += 1) await round();
  expect(await countedBy(round, 'Com_stmt_close')).toBeGreaterThan(0);
  const last = texts.at(-1) ?? '';
  expect(await countedBy(() => often(() => db.database.query(last, ['m'])), 'Com_stmt_prepare')).toBe(0);
});

it('hears in order what is said at once, also while it prepares', async () => {
  await db.database.transaction(() =>
    often(async (round) => {
      const [, seen] = await Promise.all([
        db.database.execute('INSERT INTO scratch (id, n) VALUES (?, ?)', [`at once ${round}`, round]),
        db.database.query(`SELECT n FROM scratch WHERE id = 'at once ${round}'`),
      ]);
      expect(seen).toEqual([{ n: String(round) }]);
    }),
  );
});

it('says as text what the server does not prepare any more', async () => {
  const [limit]: { Value: string }[] = await db.dataSource.query("SHOW GLOBAL VARIABLES LIKE 'max_prepared_stmt_count'");
  await db.dataSource.query('SET GLOBAL max_prepared_stmt_count = 0');
  try {
    const answers = await often((round) => db.database.query('SELECT ? + 2 AS n', [round]));
    expect(answers.at(-1)).toEqual([{ n: FAMILIAR + 1 }]);
  } finally {
    await db.dataSource.query(`SET GLOBAL max_prepared_stmt_count = ${Number(limit?.Value)}`);
  }
});
