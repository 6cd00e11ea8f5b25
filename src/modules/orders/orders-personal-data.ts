import { Injectable } from '@nestjs/common';
import type { OnModuleInit } from '@nestjs/common';
import { AccountErased, PersonalData, PersonalDataSource } from '../auth';
import { Database } from '../../platform/database';
import { OnEvent } from '../../platform/events';
import { Every } from '../../platform/jobs';
import { OrderResponse } from './order-response.dto';
import { OPEN_UNITS } from './open-units';
import { OrderSecrets } from './order-secrets';
import { EXPIRED, soldStatuses } from './order-status';
import type { OrderStatus } from './order-status';
import { OrdersService } from './orders.service';

const NOBODY = 'erased@customer.invalid';
/** In place of the keyed hash of an e-mail address, which is 64 hexadecimal digits. */
const [DUE, ERASED] = ['erasure_due', 'erased'];
const BATCH = 100;

/** Nothing is left to send, no refund can fail and leave something, and no late money can revive it. */
const FINISHED = `(status = 'refunded'
  OR (status = 'cancelled' AND (cancel_reason <> '${EXPIRED}' OR cancelled_at < UTC_TIMESTAMP(3) - INTERVAL 30 DAY))
  OR (status IN (?) AND NOT EXISTS (SELECT 1 FROM orders_line l
    WHERE l.order_id = orders_order.id AND l.requires_shipping = 1 AND ${OPEN_UNITS} > 0)
    AND NOT EXISTS (SELECT 1 FROM orders_refund r WHERE r.order_id = orders_order.id AND r.state = 'pending')))`;

interface DueOrder {
  readonly id: string;
  readonly status: OrderStatus;
  readonly billing_address: string | null;
}

/**
 * What orders know about a person. Erasure takes e-mail, delivery address and telephone number; an order that is still to be sent keeps
 * them until it is. What was sold for how much stays, and to whom the bill went: tax law asks for both for years.
 */
@Injectable()
export class OrdersPersonalData extends PersonalDataSource implements OnModuleInit {
  readonly section = 'orders';

  constructor(
    private readonly database: Database,
    private readonly secrets: OrderSecrets,
    private readonly orders: OrdersService,
    private readonly personalData: PersonalData,
  ) {
    super();
  }

  onModuleInit(): void {
    this.personalData.register(this);
  }

  async collect(accountId: string): Promise<readonly OrderResponse[]> {
    const rows = await this.database.query<{ id: string }>('SELECT id FROM orders_order WHERE customer_id = ? ORDER BY placed_at', [
      accountId,
    ]);
    const found: OrderResponse[] = [];
    for (const { id } of rows) found.push(OrderResponse.from(await this.orders.get(id)));
    return found;
  }

  @OnEvent(AccountErased, { listener: 'orders.erasure', mode: 'transactional' })
  async onErased({ accountId }: { readonly accountId: string }): Promise<void> {
    await this.database.execute('UPDATE orders_order SET email_hash = ? WHERE customer_id = ? AND email_hash <> ?', [
      DUE,
      accountId,
      ERASED,
    ]);
    await this.eraseDue();
  }

  /** Those that were still under way when their customer left. */
  @Every({ name: 'orders.erasure', everyMs: 60 * 60_000 })
  async eraseDue(): Promise<void> {
    const due = await this.database.query<DueOrder>(
      `SELECT id, status, billing_address FROM orders_order WHERE email_hash = ? AND ${FINISHED} ORDER BY placed_at LIMIT ${BATCH}`,
      [DUE, soldStatuses],
    );
    for (const order of due) await this.erase(order);
    if (due.length === BATCH) await this.eraseDue();
  }

  private async erase({ id, status, billing_address: billing }: DueOrder): Promise<void> {
    const address = soldStatuses.includes(status) ? this.secrets.openAddress(billing) : null;
    await this.database.execute(
      'UPDATE orders_order SET email = ?, email_hash = ?, shipping_address = NULL, billing_address = ? WHERE id = ? AND email_hash = ?',
      [this.secrets.seal(NOBODY), ERASED, this.secrets.sealAddress(address && { ...address, phone: null }), id, DUE],
    );
  }
}
