import { createConnection } from 'mysql2/promise';
import { DemoExamples } from './examples/demo-examples';

/** Asked without starting the application: that is most of what a second start would wait for. The last thing that the seeder makes tells. */
export async function isSeeded(databaseUrl: string): Promise<boolean> {
  const connection = await createConnection(databaseUrl);
  const [rows] = await connection.query(DemoExamples.LAST);
  await connection.end();
  return Array.isArray(rows) && rows.length > 0;
}
