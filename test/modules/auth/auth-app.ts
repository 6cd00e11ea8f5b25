import { Injectable } from '@nestjs/common';
import type { Type } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { entities } from '../../../src/entities';
import { migrations } from '../../../src/migrations';
import { AuthModule, EmailVerificationRequested, ExistingAccountContacted, PasswordResetRequested } from '../../../src/modules/auth';
import { Clock } from '../../../src/platform/clock';
import { Config } from '../../../src/platform/config';
import { Database } from '../../../src/platform/database';
import { Dispatcher, OnEvent } from '../../../src/platform/events';
import type { PayloadOf } from '../../../src/platform/events';
import { createHttpApp, HttpModule } from '../../../src/platform/http';
import { PlatformModule } from '../../../src/platform/platform.module';
import { FieldCipher } from '../../../src/platform/security';
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
  process.env['LOG_LEVEL'] = 'silent';
  process.env['RATE_LIMITS'] = 'off';
  const root = {
    module: class TestRoot {},
    imports: [PlatformModule.forSchema({ entities, migrations }), HttpModule, AuthModule, ...imports],
    controllers,
    providers: [Postbox],
  };
  const app = await createHttpApp(root, new Config(process.env));
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
