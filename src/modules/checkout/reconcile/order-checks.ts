import { Injectable } from '@nestjs/common';
import { OrdersFacade, soldStatuses } from '../../orders';
import type { OrderAmounts } from '../../orders';
import { ReconciliationDesk } from '../../payments';
import type { Finding, HeldMoney } from '../../payments';
import { Database } from '../../../platform/database';
import { Money } from '../../../platform/money';
import { RefundDue } from '../checkout.events';

export interface Window {
  readonly since: Date;
  readonly until: Date;
}

const PAGE = 200;

/** What only the floor above both can see: money against orders. */
@Injectable()
export class OrderChecks {
  constructor(
    private readonly database: Database,
    private readonly orders: OrdersFacade,
    private readonly desk: ReconciliationDesk,
  ) {}

  async find(window: Window): Promise<Finding[]> {
    return [...(await this.moneyWithoutOrder(window)), ...(await this.ordersWithoutMoney(window))];
  }

  /** Money that no order can use and that nobody is giving back. */
  private async moneyWithoutOrder(window: Window): Promise<Finding[]> {
    const findings: Finding[] = [];
    let after = '';
    for (let page = await this.desk.heldMoney(window, after); page.length > 0; page = await this.desk.heldMoney(window, after)) {
      const orders = await this.orders.amountsOf(page.map(({ orderId }) => orderId));
      const homeless = page.filter((money) => !hasUse(money, orders.get(money.orderId)));
      const queued = await this.onItsWayBack(homeless);
      findings.push(
        ...homeless.filter(({ paymentId }) => !queued.has(paymentId)).map((money) => homelessMoney(money, orders.get(money.orderId))),
      );
      after = page.at(-1)?.paymentId ?? after;
    }
    return findings;
  }

  private async ordersWithoutMoney({ since }: Window): Promise<Finding[]> {
    const findings: Finding[] = [];
    let after = '';
    for (
      let page = await this.orders.soldSince(since, after, PAGE);
      page.length > 0;
      page = await this.orders.soldSince(since, after, PAGE)
    ) {
      const books = await this.desk.ordersInBooks(page.map(({ orderId }) => orderId));
      for (const order of page) {
        const { captured = 0, sold = 0, receivable = 0, paymentId = null } = books.get(order.orderId) ?? {};
        const about = {
          about: order.orderId,
          orderId: order.orderId,
          paymentId,
          theirs: money(order.gross, order),
          occurredAt: order.placedAt,
        };
        if (captured === 0) {
          findings.push({
            ...about,
            kind: 'sold_without_capture',
            ours: money(0, order),
            detail: `The order is ${order.status}, and nothing was captured for it.`,
          });
        } else if (receivable !== 0 || sold !== order.gross) {
          const detail = `The order is ${order.status}; ${captured} were captured, ${sold} booked as sold, and ${receivable} are owing.`;
          findings.push({ ...about, kind: 'wrong_amount', ours: money(captured, order), detail });
        }
      }
      after = page.at(-1)?.orderId ?? after;
    }
    return findings;
  }

  /** Payments whose return is in the outbox; one that was given up there is not on its way. */
  private async onItsWayBack(held: readonly HeldMoney[]): Promise<ReadonlySet<string>> {
    if (held.length === 0) return new Set();
    const rows = await this.database.query<{ id: string }>(
      `SELECT JSON_UNQUOTE(JSON_EXTRACT(payload, '$.paymentId')) AS id FROM platform_outbox WHERE type = ? AND status <> 'dead'`,
      [RefundDue.type],
    );
    return new Set(rows.map(({ id }) => id));
  }
}

/** A sold order has its money; one that waits may be paid in parts. */
function hasUse({ status }: HeldMoney, order: OrderAmounts | undefined): boolean {
  if (!order) return false;
  return soldStatuses.includes(order.status) || (order.status === 'pending_payment' && status === 'authorised');
}

function homelessMoney(
  { paymentId, orderId, gateway, gatewayId, held, failedRefunds, changedAt }: HeldMoney,
  order: OrderAmounts | undefined,
): Finding {
  const state = order ? `is ${order.status}` : 'does not exist';
  const failed = failedRefunds > 0 ? `; ${failedRefunds} refunds of it have failed` : '';
  return {
    ...{
      kind: failedRefunds > 0 ? 'refund_failed' : 'captured_without_order',
      about: paymentId,
      paymentId,
      orderId,
      gateway,
      gatewayId,
      ours: held,
    },
    ...{ detail: `Money was taken and the order ${state}${failed}.`, occurredAt: changedAt },
  };
}

function money(amount: number, { currency }: OrderAmounts): Money {
  return Money.of(amount, currency);
}
