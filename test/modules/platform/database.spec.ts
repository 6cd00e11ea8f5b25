import { CommitOutcomeUnknown, DatabaseBusy, TransactionMisuse, isDuplicateKey } from '../../../src/platform/database';
import { testDatabase } from '../../support/database';
import type { TestDatabase } from '../../support/database';

let db: TestDatabase;

beforeAll(async () => {
  db = await testDatabase(4);
  await db.dataSource.query('CREATE TABLE scratch (id INT PRIMARY KEY, n INT NOT NULL, UNIQUE KEY scratch_n (n)) ENGINE=InnoDB');
});

beforeEach(async () => {
  await db.dataSource.query('DELETE FROM scratch');
  await db.dataSource.query('INSERT INTO scratch VALUES (1, 10), (2, 200)');
});

afterAll(() => db.close());

const numbers = async (): Promise<number[]> =>
  (await db.database.query<{ n: number }>('SELECT n FROM scratch ORDER BY id')).map(({ n }) => n);

it('joins an outer transaction: one rollback takes all of it back', async () => {
  const work = db.database.transaction(async () => {
    await db.database.transaction(async () => void (await db.database.execute('UPDATE scratch SET n = 11 WHERE id = 1')));
    await db.database.repository('OutboxRow').count();
    throw new Error('no');
  });
  await expect(work).rejects.toThrow('no');
  expect(await numbers()).toEqual([10, 200]);
});

it('runs what waits for the commit once, after it, and forgets it on rollback', async () => {
  const said: string[] = [];
  await db.database.transaction(async () => {
    db.database.afterCommit(() => said.push(`committed, ${db.database.inTransaction ? 'inside' : 'outside'}`));
    expect(said).toEqual([]);
  });
  await db.database
    .transaction(async () => {
      db.database.afterCommit(() => said.push('never'));
      throw new Error('no');
    })
    .catch(() => undefined);
  expect(said).toEqual(['committed, outside']);
});

it('tries the whole outermost unit again after a deadlock, with fresh data', async () => {
  let tries = 0;
  const gate = barrier(2);
  const crossing = async (first: number, second: number): Promise<void> =>
    db.database.transaction(async () => {
      tries += 1;
      await db.database.execute('UPDATE scratch SET n = n + 1 WHERE id = ?', [first]);
      await gate();
      await db.database.execute('UPDATE scratch SET n = n + 1 WHERE id = ?', [second]);
    });
  await Promise.all([crossing(1, 2), crossing(2, 1)]);
  expect(tries).toBeGreaterThanOrEqual(3);
  expect(await numbers()).toEqual([12, 202]);
});

it('counts the rows that matched, changed or not', async () => {
  expect(await db.database.execute('UPDATE scratch SET n = 10 WHERE id = 1 AND n = 10')).toBe(1);
  expect(await db.database.execute('UPDATE scratch SET n = 10 WHERE id = 1 AND n = 11')).toBe(0);
});

it('loses no update under READ COMMITTED with a guarded write', async () => {
  await Promise.all(
    Array.from({ length: 20 }, () =>
      db.database.transaction(async () => void (await db.database.execute('UPDATE scratch SET n = n + 1 WHERE id = 1'))),
    ),
  );
  expect((await numbers())[0]).toBe(30);
});

it('refuses work that needs a transaction outside one, and work that must not be in one inside', async () => {
  expect(() => db.database.requireTransaction()).toThrow(TransactionMisuse);
  await expect(db.database.transaction(async () => db.database.forbidTransaction())).rejects.toThrow(TransactionMisuse);
});

it('knows which unique key refused a row', async () => {
  const error = await db.database.execute('INSERT INTO scratch VALUES (3, 200)').catch((refusal: unknown) => refusal);
  expect([isDuplicateKey(error), isDuplicateKey(error, 'scratch_n'), isDuplicateKey(error, 'PRIMARY')]).toEqual([true, true, false]);
});

it('says busy, and recovers, when work inside a transaction waits for a second connection and none is left', async () => {
  const stuck = Array.from({ length: 4 }, () =>
    db.database.transaction(async () => void (await db.database.detached(async () => db.database.query('SELECT SLEEP(0.01)')))),
  );
  const gate = barrier(4);
  const hanging = Array.from({ length: 4 }, () =>
    db.database.transaction(async () => {
      await gate();
      await db.database.detached(() => db.database.query('SELECT 1'));
    }),
  );
  await Promise.allSettled(stuck);
  const outcomes = await Promise.allSettled(hanging);
  const refused = outcomes.filter((outcome) => outcome.status === 'rejected');
  expect(refused.length).toBeGreaterThan(0);
  refused.forEach((outcome) => expect(outcome).toMatchObject({ reason: expect.any(DatabaseBusy) }));
  expect(await numbers()).toEqual([10, 200]);
}, 30_000);

it('does not run work again when the connection breaks while committing', async () => {
  let runs = 0;
  const work = db.database.transaction(async () => {
    runs += 1;
    const [row] = await db.database.query<{ id: number }>('SELECT CONNECTION_ID() AS id');
    await db.database.execute('UPDATE scratch SET n = 99 WHERE id = 1');
    await db.database.detached(async () => db.database.execute(`KILL ${row?.id ?? 0}`));
  });
  await expect(work).rejects.toThrow(CommitOutcomeUnknown);
  expect(runs).toBe(1);
});

it('has no word left for work that goes on after its transaction', async () => {
  let late: () => void = () => undefined;
  const over = new Promise<void>((resolve) => (late = resolve));
  let straggler: Promise<unknown> = Promise.resolve();
  await db.database.transaction(async () => {
    straggler = over.then(() => db.database.execute('UPDATE scratch SET n = 77 WHERE id = 1'));
  });
  late();
  await expect(straggler).rejects.toThrow(TransactionMisuse);
  expect(await numbers()).not.toContain(77);
});

/** Lets nobody pass until so many have come; later ones pass at once. */
function barrier(count: number): () => Promise<void> {
  let waiting = 0;
  let open: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => (open = resolve));
  return async () => {
    waiting += 1;
    if (waiting >= count) open();
    await opened;
  };
}
