import { Injectable } from '@nestjs/common';
import { Clock } from '../../../../platform/clock';
import { Database } from '../../../../platform/database';
import { newId } from '../../../../platform/ids';
import type { Money } from '../../../../platform/money';
import type { RefundRequest } from '../gateway.port';
import { SandboxBank } from './sandbox.bank';
import { SandboxBook } from './sandbox.book';
import { SandboxCapture, SandboxCharge, SandboxRefund } from './sandbox.entity';
import { SANDBOX_TOKENS } from './sandbox.tokens';

export interface CaptureOrder {
  readonly chargeId: string;
  readonly requestKey: string;
  readonly amount: Money;
  /** The rest is released. */
  readonly final: boolean;
}

/** The charge as it stands; `refused` says why the capture was not made. */
export interface CaptureAnswer {
  readonly charge: SandboxCharge;
  readonly refused: string | null;
}

/** The bank's counter for what merchants do with a charge later: take it in parts, let it go, give it back. The charge's row is the queue. */
@Injectable()
export class SandboxDesk {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly bank: SandboxBank,
    private readonly book: SandboxBook,
  ) {}

  /** The same key is the same capture. A charge that is over answers how it ended. */
  async capture({ chargeId, requestKey, amount, final }: CaptureOrder): Promise<CaptureAnswer> {
    return this.database.transaction(async () => {
      const charge = await this.lock(chargeId);
      const before = await this.database.repository(SandboxCapture).findOneBy({ requestKey });
      if (before || charge.status !== 'authorised') return { charge, refused: null };
      const captured = charge.captured + amount.amount;
      if (amount.currency !== charge.currency || captured > charge.amount) return { charge, refused: 'amount_too_large' };
      const capture = { id: newId('cap'), requestKey, chargeId, amount: amount.amount, createdAt: this.clock.now() };
      await this.database.repository(SandboxCapture).insert(capture);
      const over = final || captured === charge.amount;
      await this.change(charge, captured, over ? 'captured' : 'authorised');
      const after = await this.bank.get(chargeId);
      await this.book.bookCapture(after, amount.amount, captured);
      await this.book.owe(after, over ? 'charge.captured' : 'charge.partially_captured');
      if (over) await this.bank.disputeAsTold(after);
      return { charge: after, refused: null };
    });
  }

  /** Lets go of what has not been taken; a charge that was partly taken is over with that part. */
  async cancel(chargeId: string): Promise<SandboxCharge> {
    return this.database.transaction(async () => {
      const charge = await this.lock(chargeId);
      if (charge.status !== 'requires_action' && charge.status !== 'authorised') return charge;
      const status = charge.captured > 0 ? 'captured' : 'voided';
      await this.change(charge, charge.captured, status);
      const after = await this.bank.get(chargeId);
      await this.book.owe(after, `charge.${status}`);
      return after;
    });
  }

  async refund({ requestKey, gatewayId, amount }: RefundRequest): Promise<SandboxRefund> {
    return this.database.transaction(async () => {
      const charge = await this.lock(gatewayId);
      const before = await this.database.repository(SandboxRefund).findOneBy({ requestKey });
      if (before) return before;
      const possible = await this.giveBack(charge, amount.amount, amount.currency);
      const refund = this.database.repository(SandboxRefund).create({
        ...{ id: newId('ref'), requestKey, chargeId: charge.id, amount: amount.amount, createdAt: this.clock.now() },
        ...(possible ? { status: 'succeeded', failureCode: null } : { status: 'failed', failureCode: 'refund_failed' }),
      });
      await this.database.repository(SandboxRefund).insert(refund);
      if (possible) await this.book.bookRefund(charge, refund);
      await this.book.owe(charge, possible ? 'refund.succeeded' : 'refund.failed', { refund });
      return refund;
    });
  }

  private lock(id: string): Promise<SandboxCharge> {
    return this.database.repository(SandboxCharge).findOneOrFail({ where: { id }, lock: { mode: 'pessimistic_write' } });
  }

  private async change(charge: SandboxCharge, captured: number, status: SandboxCharge['status']): Promise<void> {
    const matched = await this.database.execute(
      'UPDATE payments_sandbox_charge SET status = ?, captured = ?, updated_at = ? WHERE id = ? AND status = ? AND captured = ?',
      [status, captured, this.clock.now(), charge.id, charge.status, charge.captured],
    );
    if (matched !== 1) throw new Error(`Charge ${charge.id} was changed although it is locked`);
  }

  private async giveBack(charge: SandboxCharge, amount: number, currency: string): Promise<boolean> {
    if (SANDBOX_TOKENS.get(charge.paymentMethod)?.refunds === 'fail') return false;
    const matched = await this.database.execute(
      `UPDATE payments_sandbox_charge SET refunded = refunded + ?, updated_at = ?
       WHERE id = ? AND currency = ? AND refunded + disputed + ? <= captured`,
      [amount, this.clock.now(), charge.id, currency, amount],
    );
    return matched === 1;
  }
}
