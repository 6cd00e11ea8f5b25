import { Injectable } from '@nestjs/common';
import { MoreThan } from 'typeorm';
import { Clock } from '../../../../platform/clock';
import { Database, isDuplicateKey } from '../../../../platform/database';
import { newId } from '../../../../platform/ids';
import type { ChargeRequest, RefundRequest } from '../gateway.port';
import { SandboxBook } from './sandbox.book';
import { SandboxCharge, SandboxRefund } from './sandbox.entity';
import type { ChargeStatus } from './sandbox.entity';
import { SANDBOX_TOKENS } from './sandbox.tokens';

/** The bank broke before it wrote anything down. */
export class SandboxServerError extends Error {}

/**
 * The other side of the wire: a bank that knows nothing of the shop. It remembers what it was asked under the merchant's key, answers
 * the same thing when asked again, and keeps its own book.
 */
@Injectable()
export class SandboxBank {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly book: SandboxBook,
  ) {}

  async charge(request: ChargeRequest): Promise<SandboxCharge> {
    const behaviour = SANDBOX_TOKENS.get(request.paymentMethod);
    if (!behaviour || behaviour.answer === 'server_error') throw new SandboxServerError('500 Internal Server Error');
    const charge = this.newCharge(request, behaviour.outcome, behaviour.declineCode ?? null);
    try {
      return await this.database.transaction(async () => {
        await this.database.repository(SandboxCharge).insert(charge);
        if (charge.status === 'captured') await this.book.bookCapture(charge);
        await this.book.owe(charge, `charge.${charge.status}`);
        return charge;
      });
    } catch (error) {
      if (!isDuplicateKey(error, 'payments_sandbox_charge_request')) throw error;
      return this.asked(request);
    }
  }

  find(by: { readonly id: string } | { readonly requestKey: string }): Promise<SandboxCharge | null> {
    return this.database.repository(SandboxCharge).findOneBy(by);
  }

  async get(id: string): Promise<SandboxCharge> {
    return this.database.repository(SandboxCharge).findOneByOrFail({ id });
  }

  /** Takes what was authorised, also by the customer's own consent on the challenge page. Anything else stays as it is. */
  async capture(id: string, from: ChargeStatus = 'authorised'): Promise<SandboxCharge> {
    return this.move(id, [from], 'captured', null);
  }

  async cancel(id: string): Promise<SandboxCharge> {
    return this.move(id, ['requires_action', 'authorised'], 'voided', null);
  }

  async decline(id: string, declineCode: string): Promise<SandboxCharge> {
    return this.move(id, ['requires_action'], 'failed', declineCode);
  }

  async refund({ requestKey, gatewayId, amount }: RefundRequest): Promise<SandboxRefund> {
    return this.database.transaction(async () => {
      const charge = await this.database
        .repository(SandboxCharge)
        .findOneOrFail({ where: { id: gatewayId }, lock: { mode: 'pessimistic_write' } });
      const before = await this.database.repository(SandboxRefund).findOneBy({ requestKey });
      if (before) return before;
      const possible = await this.giveBack(charge, amount.amount, amount.currency);
      const refund = this.database.repository(SandboxRefund).create({
        ...{ id: newId('ref'), requestKey, chargeId: charge.id, amount: amount.amount, createdAt: this.clock.now() },
        ...(possible ? { status: 'succeeded', failureCode: null } : { status: 'failed', failureCode: 'refund_failed' }),
      });
      await this.database.repository(SandboxRefund).insert(refund);
      if (possible) await this.book.bookRefund(charge, refund);
      await this.book.owe(charge, possible ? 'refund.succeeded' : 'refund.failed', refund);
      return refund;
    });
  }

  /** The book page by page, oldest first. */
  page(after: { readonly createdAt: Date; readonly id: string }, limit: number): Promise<SandboxCharge[]> {
    const { createdAt, id } = after;
    const where = [{ createdAt: MoreThan(createdAt) }, { createdAt, id: MoreThan(id) }];
    return this.database.repository(SandboxCharge).find({ where, order: { createdAt: 'ASC', id: 'ASC' }, take: limit });
  }

  private async giveBack(charge: SandboxCharge, amount: number, currency: string): Promise<boolean> {
    if (SANDBOX_TOKENS.get(charge.paymentMethod)?.refunds === 'fail') return false;
    const matched = await this.database.execute(
      `UPDATE payments_sandbox_charge SET refunded = refunded + ?, updated_at = ? WHERE id = ? AND currency = ? AND refunded + ? <= captured`,
      [amount, this.clock.now(), charge.id, currency, amount],
    );
    return matched === 1;
  }

  private async move(id: string, from: readonly ChargeStatus[], to: ChargeStatus, declineCode: string | null): Promise<SandboxCharge> {
    return this.database.transaction(async () => {
      const matched = await this.database.execute(
        `UPDATE payments_sandbox_charge SET status = ?, captured = IF(? = 'captured', amount, captured), decline_code = ?, updated_at = ?
         WHERE id = ? AND status IN (?)`,
        [to, to, declineCode, this.clock.now(), id, from],
      );
      const charge = await this.get(id);
      if (matched === 1 && to === 'captured') await this.book.bookCapture(charge);
      if (matched === 1) await this.book.owe(charge, `charge.${to}`);
      return charge;
    });
  }

  /** The same key stands for the same request; another amount under it is refused, as banks do. */
  private async asked({ requestKey, amount }: ChargeRequest): Promise<SandboxCharge> {
    const before = await this.database.repository(SandboxCharge).findOneByOrFail({ requestKey });
    if (before.amount !== amount.amount || before.currency !== amount.currency) {
      throw new SandboxServerError('The idempotency key was used for another amount');
    }
    return before;
  }

  private newCharge(request: ChargeRequest, status: ChargeStatus, declineCode: string | null): SandboxCharge {
    const { requestKey, paymentId: reference, paymentMethod, returnUrl, amount } = request;
    const now = this.clock.now();
    return this.database.repository(SandboxCharge).create({
      ...{ id: newId('chrg'), requestKey, reference, paymentMethod, ...amount.toJSON(), refunded: 0, status, declineCode, returnUrl },
      ...{ captured: status === 'captured' ? amount.amount : 0, createdAt: now, updatedAt: now },
    });
  }
}
