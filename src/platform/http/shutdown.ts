import { Server } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Admission } from './admission';
import { Downloads } from './downloads';
import { Lifecycle } from './lifecycle';

export interface ShutdownTimes {
  /** How long idle connections stay open, for what their client may already have sent. */
  readonly idleMs: number;
  /** How long work that was begun may take to end. */
  readonly workMs: number;
  /** When the process ends whatever happens. */
  readonly hardStopMs: number;
}

const TIMES: ShutdownTimes = { idleMs: 5_000, workMs: 15_000, hardStopMs: 25_000 };
const LOOK_MS = 20;

/**
 * SIGTERM and SIGINT end the process without failing a request: readiness goes off, no connection is accepted, and every connection is
 * told to close with its next answer. Only then do the shutdown hooks run, which stop the workers and close the pool.
 */
export function installShutdown(app: NestFastifyApplication, times: ShutdownTimes = TIMES): void {
  const once = () => {
    process.removeListener('SIGTERM', once).removeListener('SIGINT', once);
    void shutDown(app, times).then(
      () => process.exit(0),
      () => process.exit(1),
    );
  };
  process.once('SIGTERM', once).once('SIGINT', once);
}

async function shutDown(app: NestFastifyApplication, { idleMs, workMs, hardStopMs }: ShutdownTimes): Promise<void> {
  const logger = new Logger('Shutdown');
  const hardStop = setTimeout(() => process.exit(1), hardStopMs);
  hardStop.unref();
  logger.log('Shutting down');
  const lifecycle = app.get(Lifecycle, { strict: false });
  lifecycle.drain();
  await stopListening(app, idleMs);
  lifecycle.close();
  await finishWork(app, workMs);
  // What is left are event streams, which have no end of their own, idle connections, and downloads that take longer than this.
  app.getHttpServer().closeAllConnections();
  await app.close();
  clearTimeout(hardStop);
  logger.log('Bye');
}

/** Idle connections are left open for a moment: a request may be on its way on any of them, and closing would reset it. */
async function stopListening(app: NestFastifyApplication, idleMs: number): Promise<void> {
  const server = app.getHttpServer();
  // http.Server.close would also cut the idle connections; only the listening socket is to go now.
  const allGone = new Promise<void>((resolve) => Server.prototype.close.call(server, () => resolve()));
  await Promise.race([allGone, sleep(idleMs)]);
}

async function finishWork(app: NestFastifyApplication, workMs: number): Promise<void> {
  const work = [app.get(Admission, { strict: false }), app.get(Downloads, { strict: false })];
  for (const end = Date.now() + workMs; work.some(({ current }) => current > 0) && Date.now() < end;) await sleep(LOOK_MS);
}
