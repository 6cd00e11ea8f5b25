import { bareConnection } from '../platform/database';
import { DemoExamples } from './examples/demo-examples';

/** Asked without starting the application: that is most of what a second start would wait for. The last thing that the seeder makes tells. */
export async function isSeeded(databaseUrl: string): Promise<boolean> {
  const connection = await bareConnection(databaseUrl);
  try {
    const [rows] = await connection.query(DemoExamples.LAST);
    return Array.isArray(rows) && rows.length > 0;
  } finally {
    await connection.end();
  }
}
