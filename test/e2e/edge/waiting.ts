import type { ChildProcess } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import type { EdgeApp } from './edge.fixture';

/** Of the application as a process of its own (edge.server.ts), when it listens. */
export async function portOf(server: ChildProcess): Promise<number> {
  for await (const chunk of server.stdout ?? []) {
    const port = /listening (\d+)/.exec(String(chunk))?.[1];
    if (port !== undefined) return Number(port);
  }
  throw new Error('The server did not start');
}

/** Waits for it, some seconds at most. */
export async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  for (let waited = 0; !(await condition()) && waited < 3_000; waited += 10) await sleep(10);
  expect(await condition()).toBe(true);
}

/** How many connections the server has, as far as it knows. */
export function openConnections({ app }: EdgeApp): Promise<number> {
  return new Promise((resolve, reject) =>
    app.getHttpServer().getConnections((error: Error | null, count: number) => (error ? reject(error) : resolve(count))),
  );
}
