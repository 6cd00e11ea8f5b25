import { Injectable } from '@nestjs/common';
import { CursorCodec, NotFound, pageOf, pageSize, Unauthenticated, wantsTotal } from '../../platform/http';
import type { Page, PageQuery } from '../../platform/http';
import type { Caller } from '../auth';
import { Fulfilments } from './fulfilments.service';
import type { Shipment } from './fulfilments.service';
import { OrderReader } from './order-reader';
import type { OrderFilter, OrderPosition } from './order-reader';
import type { OrderSummary, OrderView } from './order-view';
import { OrderPaymentsView } from './payments-view';
import type { PaymentSummary } from './payments-view';

export interface OrderWithPayments {
  readonly order: OrderView;
  readonly payments: readonly PaymentSummary[];
}

/** Orders for their owners, and for staff. */
@Injectable()
export class OrdersService {
  constructor(
    private readonly reader: OrderReader,
    private readonly fulfilments: Fulfilments,
    private readonly payments: OrderPaymentsView,
    private readonly cursors: CursorCodec,
  ) {}

  /** @throws NotFound also when the order is somebody else's */
  async getFor(orderId: string, caller: Caller): Promise<OrderWithPayments> {
    const staff = caller.permissions.has('orders:read');
    return this.withPayments(staff ? await this.reader.find(orderId) : await this.reader.findOwned(orderId, caller));
  }

  async assertReadable(orderId: string, caller: Caller): Promise<void> {
    const readable = caller.permissions.has('orders:read') ? await this.reader.exists(orderId) : await this.reader.ownedBy(orderId, caller);
    if (!readable) throw new NotFound('order');
  }

  async get(orderId: string): Promise<OrderWithPayments> {
    return this.withPayments(await this.reader.find(orderId));
  }

  async fulfil(orderId: string, shipment: Shipment, caller: Caller): Promise<OrderWithPayments> {
    await this.fulfilments.create(orderId, shipment, caller.accountId ?? 'staff');
    return this.get(orderId);
  }

  async listMine(caller: Caller, query: PageQuery): Promise<Page<OrderSummary>> {
    if (caller.accountId === undefined) throw new Unauthenticated();
    return this.list({ customerId: caller.accountId }, query);
  }

  /** The scope of the cursor is the filter itself and, for customers, who they are. */
  async list(filter: OrderFilter, query: PageQuery): Promise<Page<OrderSummary>> {
    const scope = { list: 'orders', ...filter };
    const limit = pageSize(query);
    const after = query.cursor === undefined ? undefined : this.position(query.cursor, scope);
    const rows = await this.reader.page(filter, after, limit + 1);
    const total = wantsTotal(query) ? await this.reader.count(filter) : undefined;
    return pageOf(rows, limit, (last) => this.cursors.encode([last.placedAt.toISOString(), last.id], scope), total);
  }

  private async withPayments(order: OrderView | null): Promise<OrderWithPayments> {
    if (!order) throw new NotFound('order');
    const payments = await this.payments.forOrders([order.id]);
    return { order, payments: payments.get(order.id) ?? [] };
  }

  private position(cursor: string, scope: unknown): OrderPosition {
    const [placedAt, id] = this.cursors.decode(cursor, scope);
    return { placedAt: new Date(String(placedAt)), id: String(id) };
  }
}
