import { Server } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Lifecycle } from './lifecycle';

export interface ShutdownTimes {
  /** How long connections may stay open to send what their client had already begun. */
  readonly drainMs: number;
  /** When the process ends whatever happens. */
  readonly hardStopMs: number;
}

const TIMES: ShutdownTimes = { drainMs: 5_000, hardStopMs: 25_000 };

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

async function shutDown(app: NestFastifyApplication, { drainMs, hardStopMs }: ShutdownTimes): Promise<void> {
  const logger = new Logger('Shutdown');
  const hardStop = setTimeout(() => process.exit(1), hardStopMs);
  hardStop.unref();
  logger.log('Shutting down');
  const lifecycle = app.get(Lifecycle, { strict: false });
  lifecycle.drain();
  await drain(app, drainMs);
  lifecycle.close();
  await app.close();
  clearTimeout(hardStop);
  logger.log('Bye');
}

/** Idle connections are left open for a moment: a request may be on its way on any of them, and closing would reset it. */
async function drain(app: NestFastifyApplication, drainMs: number): Promise<void> {
  const server = app.getHttpServer();
  // http.Server.close would also cut the idle connections; only the listening socket is to go now.
  const drained = new Promise<void>((resolve) => Server.prototype.close.call(server, () => resolve()));
  await Promise.race([drained, sleep(drainMs)]);
}
