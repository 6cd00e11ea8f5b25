import { Global, Injectable, Module } from '@nestjs/common';
import type { Type } from '@nestjs/common';
import { DiscoveryModule, NestFactory } from '@nestjs/core';
import type { DataSource } from 'typeorm';
import { Clock } from '../../../src/platform/clock';
import { Config } from '../../../src/platform/config';
import { Database } from '../../../src/platform/database';
import { Events, OnEvent } from '../../../src/platform/events';
import { Listeners } from '../../../src/platform/events/listeners';
import { CursorCodec } from '../../../src/platform/http';
import { newId } from '../../../src/platform/ids';
import { Money } from '../../../src/platform/money';
import { Random } from '../../../src/platform/random';
import { FieldCipher } from '../../../src/platform/security';
import { PersonalData } from '../../../src/modules/auth';
import type { Caller } from '../../../src/modules/auth';
import {
  OrderPaymentLate,
  OrderCancelled,
  OrderFulfilled,
  OrderPaid,
  OrderPaymentsView,
  OrderPlaced,
  OrderRefunds,
  OrdersFacade,
  ordersInvariants,
  OrdersModule,
} from '../../../src/modules/orders';
import type { OrderDraft, PaymentSummary, PlacedOrder } from '../../../src/modules/orders';
import { LatePayments } from '../../../src/modules/orders/late-payments';
import { Fulfilments } from '../../../src/modules/orders/fulfilments.service';
import { OrderJournal } from '../../../src/modules/orders/order-journal';
import { OrderStreams } from '../../../src/modules/orders/order-streams';
import { OrdersPersonalData } from '../../../src/modules/orders/orders-personal-data';
import { OrdersService } from '../../../src/modules/orders/orders.service';
import { testDatabase } from '../../support/database';
import type { TestDatabase } from '../../support/database';

/** With listeners there are rows in the outbox, which the tests read; nobody delivers them. */
@Injectable()
class Mailbox {
  @OnEvent(OrderPlaced, { listener: 'test.placed', mode: 'transactional' })
  async onPlaced(): Promise<void> {
    return Promise.resolve();
  }

  @OnEvent(OrderPaymentLate, { listener: 'test.payment_late', mode: 'transactional' })
  async onPaymentLate(): Promise<void> {
    return Promise.resolve();
  }

  @OnEvent(OrderPaid, { listener: 'test.paid', mode: 'transactional' })
  async onPaid(): Promise<void> {
    return Promise.resolve();
  }

  @OnEvent(OrderCancelled, { listener: 'test.cancelled', mode: 'transactional' })
  async onCancelled(): Promise<void> {
    return Promise.resolve();
  }

  @OnEvent(OrderFulfilled, { listener: 'test.fulfilled', mode: 'transactional' })
  async onFulfilled(): Promise<void> {
    return Promise.resolve();
  }
}

/** The orders' port, answered for every order as if it had one payment of 44.40. */
@Injectable()
class OnePaymentEach extends OrderPaymentsView {
  async forOrders(orderIds: readonly string[]): Promise<ReadonlyMap<string, readonly PaymentSummary[]>> {
    const summary = { status: 'captured', amount: Money.of(4440, 'EUR'), refunded: Money.zero('EUR'), createdAt: new Date(0) };
    return Promise.resolve(new Map(orderIds.map((id) => [id, [{ id: id.replace('ord_', 'pay_'), ...summary }]])));
  }
}

export interface OrderRoom {
  readonly database: Database;
  readonly dataSource: DataSource;
  readonly orders: OrdersFacade;
  readonly service: OrdersService;
  readonly journal: OrderJournal;
  readonly fulfilments: Fulfilments;
  readonly refunds: OrderRefunds;
  readonly streams: OrderStreams;
  readonly latePayments: LatePayments;
  readonly personalData: OrdersPersonalData;
  place(patch?: Partial<OrderDraft>): Promise<PlacedOrder>;
  paid(patch?: Partial<OrderDraft>): Promise<PlacedOrder>;
  events(): Promise<{ type: string; payload: Record<string, unknown> }[]>;
  violations(): Promise<unknown[]>;
  empty(): Promise<void>;
  close(): Promise<void>;
  /** Another process on the same database. */
  neighbour(): Promise<OrderRoom>;
}

export async function orderRoom(random = new Random(), poolSize = 10): Promise<OrderRoom> {
  const test = await testDatabase(poolSize);
  const room = await openRoom(test, random);
  return {
    ...room,
    close: async () => {
      await room.close();
      await test.close();
    },
  };
}

async function openRoom(test: TestDatabase, random: Random): Promise<OrderRoom> {
  const context = await NestFactory.createApplicationContext(roomModule(test, random), { logger: ['error'] });
  const { database } = test;
  const orders = context.get(OrdersFacade);
  const place = (patch: Partial<OrderDraft> = {}) => database.transaction(() => orders.create(draft(patch)));
  const internal = <T>(type: Type<T>): T => context.get(type, { strict: false });
  return {
    ...{ database, dataSource: test.dataSource, orders, place },
    service: internal(OrdersService),
    journal: internal(OrderJournal),
    fulfilments: internal(Fulfilments),
    refunds: internal(OrderRefunds),
    streams: internal(OrderStreams),
    latePayments: internal(LatePayments),
    personalData: internal(OrdersPersonalData),
    paid: async (patch = {}) => {
      const order = await place(patch);
      await database.transaction(() => orders.markPaid(order.id));
      return order;
    },
    events: () => eventsOf(database),
    violations: async () => {
      const found: unknown[] = [];
      for (const { id, sql } of ordersInvariants)
        found.push(...(await database.query<object>(sql)).map((row) => ({ invariant: id, ...row })));
      return found;
    },
    empty: () => test.empty(),
    close: () => context.close(),
    neighbour: () => openRoom(test, random),
  };
}

function roomModule(test: TestDatabase, random: Random): Type {
  @Global()
  @Module({
    imports: [DiscoveryModule],
    providers: [
      { provide: Database, useValue: test.database },
      { provide: Config, useValue: new Config({}) },
      { provide: Random, useValue: random },
      { provide: OrderPaymentsView, useClass: OnePaymentEach },
      ...[Clock, Events, Listeners, CursorCodec, FieldCipher, Mailbox, PersonalData],
    ],
    exports: [Database, Config, Random, OrderPaymentsView, Clock, Events, CursorCodec, FieldCipher, PersonalData],
  })
  class Ground {}

  @Module({ imports: [Ground, OrdersModule] })
  class Room {}
  return Room;
}

/** Two mugs and a plate for 44.40 with shipping, 19 % included, unless said otherwise. */
export function draft(patch: Partial<OrderDraft> = {}): OrderDraft {
  const address = {
    name: 'Ada Lovelace',
    line1: 'Invalidenstr. 43',
    city: 'Berlin',
    postalCode: '10115',
    country: 'DE',
    phone: '+49 30 901820',
  };
  const line = {
    productId: newId('prod'),
    sku: null,
    imageUrl: null,
    requiresShipping: true,
    discount: 0,
  };
  const vat = (tax: number) => ({ tax, taxComponents: [{ name: 'VAT', rate: '0.19', tax }] });
  return {
    ...{ cartId: newId('cart'), customerId: null, email: 'Ada@example.com', currency: 'EUR' },
    ...{ shippingAddress: address, billingAddress: address },
    shippingMethod: { id: newId('ship'), title: 'Standard', amount: 500 },
    lines: [
      {
        ...{
          ...line,
          variantId: newId('var'),
          title: 'Mug',
          variantTitle: 'Blue',
          options: { Colour: 'Blue' },
          quantity: 2,
          unitPrice: 1470,
        },
        ...{ subtotal: 2940, net: 2471, gross: 2940, ...vat(469) },
      },
      {
        ...{ ...line, variantId: newId('var'), title: 'Plate', variantTitle: '', quantity: 1, unitPrice: 1000 },
        ...{ subtotal: 1000, net: 840, gross: 1000, ...vat(160) },
      },
    ],
    shipping: { subtotal: 500, discount: 0, net: 420, tax: 80, gross: 500 },
    totals: { tax: 709, gross: 4440 },
    taxBreakdown: [{ rate: '0.19', base: 3731, tax: 709 }],
    coupons: [],
    ...patch,
  };
}

export function caller(patch: Partial<Caller> = {}): Caller {
  return { permissions: new Set(), source: '127.0.0.1', ...patch };
}

async function eventsOf(database: Database): Promise<{ type: string; payload: Record<string, unknown> }[]> {
  const rows = await database.query<{ type: string; payload: string | Record<string, unknown> }>(
    'SELECT type, payload FROM platform_outbox ORDER BY id',
  );
  return rows.map(({ type, payload }) => ({
    type,
    payload: typeof payload === 'string' ? (JSON.parse(payload) as Record<string, unknown>) : payload,
  }));
}
