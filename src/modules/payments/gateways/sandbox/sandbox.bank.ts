import { Injectable } from '@nestjs/common';
import { MoreThan } from 'typeorm';
import { Clock } from '../../../../platform/clock';
import { Database, isDuplicateKey } from '../../../../platform/database';
import { newId } from '../../../../platform/ids';
import type { ChargeRequest } from '../gateway.port';
import { SandboxBook } from './sandbox.book';
import { SandboxCharge, SandboxDispute } from './sandbox.entity';
import type { ChargeStatus } from './sandbox.entity';
import { SANDBOX_TOKENS } from './sandbox.tokens';

/** The bank broke before it wrote anything down. */
export class SandboxServerError extends Error {}

/** The bank does not know under which of the shop's claims it is asked. */
const OF_ANOTHER_HOUSE = { guarded: false } as const;
/** Disputes come after the news of the capture, and decisions after the dispute. */
const DISPUTE_AFTER_MS = 500;

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
    const onlyAuthorise = behaviour.outcome === 'captured' && request.captureMethod === 'manual';
    const charge = this.newCharge(request, onlyAuthorise ? 'authorised' : behaviour.outcome, behaviour.declineCode ?? null);
    try {
      return await this.database.transaction(async () => {
        await this.database.insert(SandboxCharge, charge);
        if (charge.status === 'captured') await this.book.bookCapture(charge, charge.amount, charge.amount);
        await this.book.owe(charge, `charge.${charge.status}`);
        if (charge.status === 'captured') await this.disputeAsTold(charge);
        return charge;
      }, OF_ANOTHER_HOUSE);
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

  /** The customer's own consent on the challenge page takes the money, or sets it aside, as the merchant asked. */
  async consent(id: string): Promise<SandboxCharge> {
    const { captureMethod } = await this.get(id);
    return this.answer(id, captureMethod === 'manual' ? 'authorised' : 'captured', null);
  }

  async decline(id: string, declineCode: string): Promise<SandboxCharge> {
    return this.answer(id, 'failed', declineCode);
  }

  /** What the payer's bank does with some cards once their money was taken. In the transaction that took it. */
  async disputeAsTold(charge: SandboxCharge): Promise<void> {
    const told = SANDBOX_TOKENS.get(charge.paymentMethod)?.dispute;
    if (told === undefined || charge.captured < charge.amount) return;
    const { id: chargeId, amount } = charge;
    const disputes = this.database.repository(SandboxDispute);
    const dispute = disputes.create({ id: newId('dsp'), chargeId, amount, status: told, createdAt: this.clock.now() });
    await disputes.insert(dispute);
    await this.book.bookDispute(charge, dispute);
    if (told === 'won') await this.book.bookDisputeWon(charge, dispute);
    await this.database.execute('UPDATE payments_sandbox_charge SET disputed = ? WHERE id = ?', [told === 'won' ? 0 : amount, chargeId]);
    await this.book.owe(charge, 'dispute.created', { dispute, afterMs: DISPUTE_AFTER_MS });
    if (told !== 'open') await this.book.owe(charge, `dispute.${told}`, { dispute, afterMs: 2 * DISPUTE_AFTER_MS });
  }

  /** The book page by page, oldest first. */
  page(after: { readonly createdAt: Date; readonly id: string }, limit: number): Promise<SandboxCharge[]> {
    const { createdAt, id } = after;
    const where = [{ createdAt: MoreThan(createdAt) }, { createdAt, id: MoreThan(id) }];
    return this.database.repository(SandboxCharge).find({ where, order: { createdAt: 'ASC', id: 'ASC' }, take: limit });
  }

  private async answer(id: string, to: ChargeStatus, declineCode: string | null): Promise<SandboxCharge> {
    return this.database.transaction(async () => {
      const matched = await this.database.execute(
        `UPDATE payments_sandbox_charge SET status = ?, captured = IF(? = 'captured', amount, captured), decline_code = ?, updated_at = ?
         WHERE id = ? AND status = 'requires_action'`,
        [to, to, declineCode, this.clock.now(), id],
      );
      const charge = await this.get(id);
      if (matched === 1 && to === 'captured') await this.book.bookCapture(charge, charge.amount, charge.amount);
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
    const { requestKey, paymentId: reference, paymentMethod, captureMethod, returnUrl, amount } = request;
    const now = this.clock.now();
    return this.database.repository(SandboxCharge).create({
      ...{ id: newId('chrg'), requestKey, reference, paymentMethod, captureMethod, ...amount.toJSON(), refunded: 0, disputed: 0 },
      ...{ captured: status === 'captured' ? amount.amount : 0, status, declineCode, returnUrl, createdAt: now, updatedAt: now },
    });
  }
}
