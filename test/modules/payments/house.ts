import { Global, Injectable, Module } from '@nestjs/common';
import type { DynamicModule, INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Payment, PaymentAttempt } from '../../../src/modules/payments/payments.entity';
import { PaymentStore } from '../../../src/modules/payments/payment.store';
import { Gateways } from '../../../src/modules/payments/gateways/gateways';
import { SandboxBank } from '../../../src/modules/payments/gateways/sandbox/sandbox.bank';
import { SandboxDesk } from '../../../src/modules/payments/gateways/sandbox/sandbox.desk';
import { SandboxCallbacks } from '../../../src/modules/payments/gateways/sandbox/sandbox.callbacks';
import { Inbox } from '../../../src/modules/payments/inbox/inbox.service';
import type { AppliedFact, PaymentFact, PaymentView } from '../../../src/modules/payments';
import {
  GatewayEventReceived,
  PaymentCaptured,
  PaymentFailed,
  PaymentsFacade,
  PaymentsModule,
  paymentsInvariants,
  SurplusCaptureFound,
} from '../../../src/modules/payments';
import { Clock } from '../../../src/platform/clock';
import { Config } from '../../../src/platform/config';
import { Database } from '../../../src/platform/database';
import { EventsModule, OnEvent } from '../../../src/platform/events';
import { createHttpApp, HttpModule } from '../../../src/platform/http';
import { ObservabilityModule } from '../../../src/platform/observability';
import { newId } from '../../../src/platform/ids';
import { Money } from '../../../src/platform/money';
import { SecurityModule } from '../../../src/platform/security';
import { testDatabase } from '../../support/database';
import type { TestDatabase } from '../../support/database';

export const SECRET = 'a-webhook-secret-for-tests';
const TIMEOUT_MS = '2000';
const POOL = 60;

type Environment = Readonly<Record<string, string>>;

function configOf(environment: Environment): Config {
  return new Config({ NODE_ENV: 'test', JOBS: 'off', SANDBOX_WEBHOOK_SECRET: SECRET, SANDBOX_TIMEOUT_MS: TIMEOUT_MS, ...environment });
}

/** Runs at the real pace, moved forward by hand. */
export class TestClock extends Clock {
  private ahead = 0;

  override now(): Date {
    return new Date(Date.now() + this.ahead);
  }

  forward(seconds: number): void {
    this.ahead += seconds * 1_000;
  }
}

/** Listens, so that the outbox has a row per event; nobody dispatches here. */
@Injectable()
class Ears {
  @OnEvent(PaymentCaptured, { listener: 'test.captured', mode: 'transactional' })
  captured(): void {}

  @OnEvent(GatewayEventReceived, { listener: 'test.gateway_event', mode: 'transactional' })
  received(): void {}

  @OnEvent(PaymentFailed, { listener: 'test.failed', mode: 'transactional' })
  failed(): void {}

  @OnEvent(SurplusCaptureFound, { listener: 'test.surplus', mode: 'transactional' })
  surplus(): void {}
}

@Global()
@Module({})
class Ground {
  static on(database: Database, clock: Clock, config: Config): DynamicModule {
    const values = [
      { provide: Database, useValue: database },
      { provide: Clock, useValue: clock },
      { provide: Config, useValue: config },
    ];
    return {
      module: Ground,
      imports: [EventsModule, SecurityModule],
      providers: [...values, Ears],
      exports: values,
    };
  }
}

@Module({})
class Roof {}

/** The payments module on a real database, with the platform's real parts. */
export class House {
  readonly clock = new TestClock();

  private constructor(
    private readonly server: TestDatabase,
    private app: INestApplicationContext | undefined,
  ) {}

  static async build(environment: Environment = {}): Promise<House> {
    const house = new House(await testDatabase(POOL), undefined);
    house.app = await NestFactory.createApplicationContext(house.roof(configOf(environment)), { logger: false });
    return house;
  }

  /** The same with its HTTP edge, listening on a free port. */
  static async open(environment: Environment = {}): Promise<{ house: House; url: string }> {
    const [house, config] = [new House(await testDatabase(POOL), undefined), configOf(environment)];
    const app = await createHttpApp(house.roof(config), config);
    house.app = app;
    app.useLogger(false);
    await app.listen(0, '127.0.0.1');
    return { house, url: await app.getUrl() };
  }

  private roof(config: Config): DynamicModule {
    return { module: Roof, imports: [Ground.on(this.database, this.clock, config), HttpModule, ObservabilityModule, PaymentsModule] };
  }

  get database(): Database {
    return this.server.database;
  }

  get payments(): PaymentsFacade {
    return this.get(PaymentsFacade);
  }

  get bank(): SandboxBank {
    return this.get(SandboxBank);
  }

  get desk(): SandboxDesk {
    return this.get(SandboxDesk);
  }

  get callbacks(): SandboxCallbacks {
    return this.get(SandboxCallbacks);
  }

  get store(): PaymentStore {
    return this.get(PaymentStore);
  }

  get inbox(): Inbox {
    return this.get(Inbox);
  }

  get gateways(): Gateways {
    return this.get(Gateways);
  }

  get<T>(type: new (...args: never[]) => T): T {
    if (!this.app) throw new Error('The house is not built');
    return this.app.get<T>(type);
  }

  place(amount = 1999, orderId = newId('ord')): Promise<PaymentView> {
    return this.database.transaction(() => this.payments.open({ orderId, amount: Money.of(amount, 'EUR'), ownerAccountId: null }));
  }

  apply(fact: PaymentFact): Promise<AppliedFact> {
    return this.database.transaction(() => this.payments.applyFact(fact));
  }

  /** The three beats, as the checkout plays them. */
  async confirm(paymentId: string, paymentMethod: string, returnUrl?: string): Promise<PaymentView> {
    const { attempt, payment } = await this.payments.beginConfirm(paymentId, {
      paymentMethod,
      ...(returnUrl !== undefined && { returnUrl }),
    });
    return attempt ? (await this.apply(await this.payments.callGateway(attempt))).payment : payment;
  }

  async pay(paymentMethod: string, amount = 1999): Promise<PaymentView> {
    return this.confirm((await this.place(amount)).id, paymentMethod);
  }

  async cancel(paymentId: string): Promise<PaymentView> {
    const { payment, callNeeded } = await this.payments.beginVoid(paymentId);
    return callNeeded ? (await this.apply(await this.payments.callGatewayVoid(paymentId))).payment : payment;
  }

  async capture(paymentId: string, amount?: number, requestKey = newId('req')): Promise<PaymentView> {
    const money = amount === undefined ? {} : { amount: Money.of(amount, 'EUR') };
    const capture = await this.payments.beginCapture({ paymentId, requestKey, ...money });
    return (await this.apply(await this.payments.callGatewayCapture(capture.id))).payment;
  }

  async refund(paymentId: string, amount: number, requestKey = newId('req')): Promise<PaymentView> {
    const refund = await this.payments.beginRefund({ paymentId, amount: Money.of(amount, 'EUR'), requestKey });
    return (await this.apply(await this.payments.callGatewayRefund(refund.id))).payment;
  }

  /** What the checkout's listener does with a stored message. */
  async work(inboxId: string): Promise<AppliedFact | null> {
    return this.database.transaction(async () => {
      const fact = await this.payments.factFromEvent(inboxId);
      if (!fact) return null;
      const applied = await this.payments.applyFact(fact);
      await this.payments.markProcessed(inboxId);
      return applied;
    });
  }

  async row(paymentId: string): Promise<Payment> {
    return this.database.repository(Payment).findOneByOrFail({ id: paymentId });
  }

  /** The latest one. */
  async attempt(paymentId: string): Promise<PaymentAttempt> {
    return this.database.repository(PaymentAttempt).findOneOrFail({ where: { paymentId }, order: { id: 'DESC' } });
  }

  /** For a part that is to be set up otherwise than the house. */
  configWith(environment: Environment): Config {
    return configOf(environment);
  }

  async count(sql: string, params: readonly unknown[] = []): Promise<number> {
    const [row] = await this.database.query<{ n: string }>(`SELECT COUNT(*) AS n FROM ${sql}`, params);
    return Number(row?.n);
  }

  async violations(): Promise<string[]> {
    const broken: string[] = [];
    for (const { id, sql } of paymentsInvariants) {
      const rows = await this.database.query(`SELECT * FROM (${sql}) violations`);
      broken.push(...rows.map((row) => `${id} ${JSON.stringify(row)}`));
    }
    return broken;
  }

  empty(): Promise<void> {
    return this.server.empty();
  }

  async close(): Promise<void> {
    await this.app?.close();
    await this.server.close();
  }
}
