import type { INestApplicationContext, LogLevel } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Config, ConfigurationError } from '../platform/config';
import { bareConnection } from '../platform/database';
import { SettingAtFault, blameDatabaseUrl, databaseAtFault } from '../setting-at-fault';

interface Failing {
  /** How the command ends when it could not do its work. */
  readonly code?: number;
  /** What is told of an error that no setting is to blame for. */
  readonly tell?: (error: unknown) => string;
}

/** Runs a command and ends the process with what it answers, 0 when it answers nothing. What stopped it is told in a sentence. */
export function command(main: () => Promise<number> | Promise<void>, { code = 1, tell = messageOf }: Failing = {}): void {
  Promise.resolve(main())
    .catch(blameDatabaseUrl)
    .then(
      (answer) => process.exit(answer ?? 0),
      (error: unknown) => {
        const known = error instanceof ConfigurationError || error instanceof SettingAtFault;
        process.stderr.write(`${known ? error.message : tell(error)}\n`);
        process.exit(code);
      },
    );
}

/** Asked before the application is made, which would tell of it in its own way, four times. @throws SettingAtFault */
export async function reachDatabase({ databaseUrl }: { readonly databaseUrl: string }): Promise<void> {
  try {
    await (await bareConnection(databaseUrl)).end();
  } catch (error) {
    throw databaseAtFault(error);
  }
}

/** The shop without its background work and its doors, for a command that needs a part of it; loaded when it is asked for. */
export async function inShop<T>(work: (shop: INestApplicationContext) => Promise<T>, logger: LogLevel[] = ['error', 'fatal']): Promise<T> {
  process.env['JOBS'] = 'off';
  process.env['LOG_LEVEL'] ??= 'error';
  await reachDatabase(new Config(process.env));
  const { AppModule } = await import('../app.module');
  const shop = await NestFactory.createApplicationContext(AppModule, { logger, abortOnError: false });
  try {
    return await work(shop);
  } finally {
    await shop.close();
  }
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

export function stackOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
