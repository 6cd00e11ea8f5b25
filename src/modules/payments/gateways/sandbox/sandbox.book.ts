import { Injectable } from '@nestjs/common';
import { Clock } from '../../../../platform/clock';
import { Database } from '../../../../platform/database';
import { newId } from '../../../../platform/ids';
import { SandboxCallback, SandboxCharge, SandboxEntry } from './sandbox.entity';
import type { SandboxDispute, SandboxRefund } from './sandbox.entity';
import { SandboxPostbag } from './sandbox.postbag';
import { SANDBOX_TOKENS } from './sandbox.tokens';

/** Gives our own answer the head start that it has with a bank on another continent. */
const USUAL_DELAY_MS = 300;
const LATE_DELAY_MS = 5_000;

/** What a webhook of the sandbox says: the charge as it was at that moment. */
export interface SandboxEventBody {
  readonly id: string;
  readonly type: string;
  readonly livemode: false;
  readonly createdAt: string;
  readonly charge: {
    readonly id: string;
    readonly reference: string;
    readonly status: SandboxCharge['status'];
    readonly amount: number;
    readonly currency: string;
    /** All that was taken so far. */
    readonly captured: number;
    readonly declineCode: string | null;
  };
  readonly refund?: { readonly id: string; readonly amount: number; readonly failureCode: string | null };
  readonly dispute?: { readonly id: string; readonly amount: number };
}

interface EventDetail {
  readonly refund?: SandboxRefund;
  readonly dispute?: SandboxDispute;
  readonly afterMs?: number;
}

/** The bank's double-entry book and its out-tray of webhooks, written in the bank's own transactions. */
@Injectable()
export class SandboxBook {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly postbag: SandboxPostbag,
  ) {}

  /** `cumulative` makes the key: what was taken so far, this capture included. */
  async bookCapture(charge: SandboxCharge, amount: number, cumulative: number): Promise<void> {
    await this.post(`capture:${charge.id}:${cumulative}`, charge, { from: 'customer', to: 'merchant', amount });
  }

  async bookDispute(charge: SandboxCharge, dispute: SandboxDispute): Promise<void> {
    await this.post(`dispute:${dispute.id}`, charge, { from: 'merchant', to: 'customer', amount: dispute.amount });
  }

  async bookDisputeWon(charge: SandboxCharge, dispute: SandboxDispute): Promise<void> {
    await this.post(`dispute-won:${dispute.id}`, charge, { from: 'customer', to: 'merchant', amount: dispute.amount });
  }

  async bookRefund(charge: SandboxCharge, refund: SandboxRefund): Promise<void> {
    await this.post(`refund:${refund.id}`, charge, { from: 'merchant', to: 'customer', amount: refund.amount });
  }

  /** Owes the merchant a webhook; to some cards belongs a second copy, or a delay. */
  async owe(charge: SandboxCharge, type: string, { refund, dispute, afterMs = 0 }: EventDetail = {}): Promise<void> {
    this.database.requireTransaction();
    const { callback } = SANDBOX_TOKENS.get(charge.paymentMethod) ?? {};
    const [eventId, now] = [newId('evt'), this.clock.now()];
    const { id, reference, status, amount, currency, captured, declineCode } = charge;
    const body: SandboxEventBody = {
      ...{ id: eventId, type, livemode: false, createdAt: now.toISOString() },
      charge: { id, reference, status, amount, currency, captured, declineCode },
      ...(refund && { refund: { id: refund.id, amount: refund.amount, failureCode: refund.failureCode } }),
      ...(dispute && { dispute: { id: dispute.id, amount: dispute.amount } }),
    };
    const posting = await this.postbag.posting(id);
    if (posting.lost) return;
    const dueAt = new Date(now.getTime() + posting.delayMs + (callback === 'late' ? LATE_DELAY_MS : USUAL_DELAY_MS) + afterMs);
    const copies = callback === 'twice' ? 2 : posting.copies;
    const row = {
      eventId,
      chargeId: id,
      type,
      body: JSON.stringify(body),
      state: 'pending',
      attempts: 0,
      lastError: null,
      dueAt,
      createdAt: now,
    } as const;
    await this.database.insert(SandboxCallback, ...Array.from({ length: copies }, () => ({ ...row, id: newId('call') })));
  }

  private async post(
    postingKey: string,
    { id: chargeId, currency }: SandboxCharge,
    move: { readonly from: SandboxEntry['account']; readonly to: SandboxEntry['account']; readonly amount: number },
  ): Promise<void> {
    this.database.requireTransaction();
    const common = { postingKey, chargeId, currency, createdAt: this.clock.now() };
    await this.database.insert(
      SandboxEntry,
      { ...common, account: move.from, debit: move.amount, credit: 0 },
      { ...common, account: move.to, debit: 0, credit: move.amount },
    );
  }
}
