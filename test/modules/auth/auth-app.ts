import { Catch, Global, Injectable, Module } from '@nestjs/common';
import type { ArgumentsHost, ExceptionFilter, Type } from '@nestjs/common';
import { APP_FILTER, NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyReply } from 'fastify';
import { entities } from '../../../src/entities';
import { migrations } from '../../../src/migrations';
import { AuthModule, EmailVerificationRequested, ExistingAccountContacted, PasswordResetRequested } from '../../../src/modules/auth';
import { Clock } from '../../../src/platform/clock';
import { Database } from '../../../src/platform/database';
import { Dispatcher, OnEvent } from '../../../src/platform/events';
import type { PayloadOf } from '../../../src/platform/events';
import { CursorCodec, Problem } from '../../../src/platform/http';
import { PlatformModule } from '../../../src/platform/platform.module';
import { FieldCipher, SecurityModule } from '../../../src/platform/security';
import { testDatabase } from '../../support/database';

export type Letter = { readonly kind: 'verify' | 'existing' | 'reset'; readonly accountId: string; readonly token?: string };

/** Receives what would be mailed, through the outbox like the mails themselves. */
@Injectable()
export class Postbox {
  readonly letters: Letter[] = [];

  constructor(private readonly cipher: FieldCipher) {}

  @OnEvent(EmailVerificationRequested, { listener: 'test.verify', mode: 'leased' })
  async onVerify({ accountId, sealedToken }: PayloadOf<typeof EmailVerificationRequested>): Promise<void> {
    this.letters.push({ kind: 'verify', accountId, token: this.cipher.open(sealedToken) });
  }

  @OnEvent(ExistingAccountContacted, { listener: 'test.existing', mode: 'leased' })
  async onExisting({ accountId }: PayloadOf<typeof ExistingAccountContacted>): Promise<void> {
    this.letters.push({ kind: 'existing', accountId });
  }

  @OnEvent(PasswordResetRequested, { listener: 'test.reset', mode: 'leased' })
  async onReset({ accountId, sealedToken }: PayloadOf<typeof PasswordResetRequested>): Promise<void> {
    this.letters.push({ kind: 'reset', accountId, token: this.cipher.open(sealedToken) });
  }

  lastToken(kind: Letter['kind']): string {
    const token = this.letters.findLast((letter) => letter.kind === kind)?.token;
    if (!token) throw new Error(`No ${kind} letter with a token arrived`);
    return token;
  }
}

/** Status and code are all these tests look at; the real filter belongs to the platform. */
@Catch(Problem)
class StatusFilter implements ExceptionFilter<Problem> {
  catch({ type, detail }: Problem, host: ArgumentsHost): void {
    void host.switchToHttp().getResponse<FastifyReply>().status(type.status).send({ code: type.code, detail });
  }
}

@Global()
@Module({ providers: [CursorCodec], exports: [CursorCodec] })
class Edge {}

export type AuthApp = {
  readonly app: NestFastifyApplication;
  readonly database: Database;
  readonly postbox: Postbox;
  /** Moves "now" for everything in the application. */
  travel(seconds: number): void;
  /** Delivers what the outbox holds, until nothing new comes. */
  deliver(): Promise<void>;
  empty(): Promise<void>;
  close(): Promise<void>;
};

export async function startAuth(controllers: Type<unknown>[] = [], imports: Type<unknown>[] = []): Promise<AuthApp> {
  const tables = await testDatabase(2);
  process.env['DATABASE_URL'] = tables.url;
  process.env['JOBS'] = 'off';
  const root = {
    module: class TestRoot {},
    imports: [PlatformModule.forSchema({ entities, migrations }), SecurityModule, Edge, AuthModule, ...imports],
    controllers,
    providers: [Postbox, { provide: APP_FILTER, useClass: StatusFilter }],
  };
  const app = await NestFactory.create<NestFastifyApplication>(root, new FastifyAdapter(), { logger: false });
  const close = async (): Promise<void> => {
    await app.close();
    await tables.close();
  };
  await app.init().catch(async (error: unknown) => {
    await close();
    throw error;
  });
  await app.getHttpAdapter().getInstance().ready();
  const clock = app.get(Clock, { strict: false });
  let ahead = 0;
  clock.now = () => new Date(Date.now() + ahead);
  const dispatcher = app.get(Dispatcher, { strict: false });
  return {
    app,
    database: app.get(Database, { strict: false }),
    postbox: app.get(Postbox),
    travel: (seconds) => void (ahead += seconds * 1000),
    deliver: async () => {
      await dispatcher.drain();
      await dispatcher.drain();
    },
    empty: () => tables.empty(),
    close,
  };
}

export const demo = { email: 'Ada.Lovelace@Example.com', password: 'nine lives of a quiet mountain', name: 'Ada' } as const;
export const somewhere = { source: '203.0.113.7', userAgent: 'jest' } as const;
