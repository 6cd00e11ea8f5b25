import { Injectable } from '@nestjs/common';
import { MoreThan } from 'typeorm';
import { Clock } from '../../../../platform/clock';
import { Database, isDuplicateKey } from '../../../../platform/database';
import { newId } from '../../../../platform/ids';
import type { CaptureRequest, ChargeRequest, RefundRequest } from '../gateway.port';
import { ManualCharge, ManualMovement } from './manual.entity';
import type { ManualMethod } from './manual.entity';

/** A key that stands for something else, or a charge that does not exist. */
export class ManualBookConflict extends Error {}

/** `movementId` is null when the book does not allow it: more than is open, or than has come in. */
export interface Entry {
  readonly charge: ManualCharge;
  readonly movementId: string | null;
}

/** What staff say has come in and gone back. One guarded update per movement, in the transaction that writes the movement down. */
@Injectable()
export class ManualBook {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  async expect({ requestKey, amount, paymentMethod }: ChargeRequest, method: ManualMethod): Promise<ManualCharge> {
    const now = this.clock.now();
    const charge = this.database.repository(ManualCharge).create({
      ...{ id: newId('chrg'), requestKey, paymentMethod: method, ...amount.toJSON(), captured: 0, refunded: 0 },
      ...{ status: 'authorised', createdAt: now, updatedAt: now },
    });
    try {
      await this.database.repository(ManualCharge).insert(charge);
      return charge;
    } catch (error) {
      if (!isDuplicateKey(error, 'payments_manual_charge_request')) throw error;
    }
    const before = await this.database.repository(ManualCharge).findOneByOrFail({ requestKey });
    const same = before.amount === amount.amount && before.currency === amount.currency && before.paymentMethod === paymentMethod;
    if (!same) throw new ManualBookConflict('The request key stands for another charge');
    return before;
  }

  find(by: { readonly id: string } | { readonly requestKey: string }): Promise<ManualCharge | null> {
    return this.database.repository(ManualCharge).findOneBy(by);
  }

  /** Never more than is open, and nothing once the rest was let go. */
  async capture(chargeId: string, { captureKey, toCapture, final }: CaptureRequest): Promise<Entry> {
    const { amount, currency } = toCapture;
    return this.move(chargeId, { requestKey: captureKey, kind: 'capture', amount, currency }, (now) =>
      this.database.execute(
        `UPDATE payments_manual_charge SET status = IF(? = 1 OR captured + ? = amount, 'captured', status), captured = captured + ?, updated_at = ?
         WHERE id = ? AND currency = ? AND status = 'authorised' AND captured + ? <= amount`,
        [final ? 1 : 0, amount, amount, now, chargeId, currency, amount],
      ),
    );
  }

  async refund({ gatewayId, requestKey, amount: { amount, currency } }: RefundRequest): Promise<Entry> {
    return this.move(gatewayId, { requestKey, kind: 'refund', amount, currency }, (now) =>
      this.database.execute(
        `UPDATE payments_manual_charge SET refunded = refunded + ?, updated_at = ? WHERE id = ? AND currency = ? AND refunded + ? <= captured`,
        [amount, now, gatewayId, currency, amount],
      ),
    );
  }

  /** Lets go of what has not come in. */
  async cancel(chargeId: string): Promise<ManualCharge> {
    await this.database.execute(
      `UPDATE payments_manual_charge SET status = IF(captured > 0, 'captured', 'voided'), updated_at = ? WHERE id = ? AND status = 'authorised'`,
      [this.clock.now(), chargeId],
    );
    return this.get(chargeId);
  }

  /** Oldest first. */
  page(after: { readonly createdAt: Date; readonly id: string }, limit: number): Promise<ManualCharge[]> {
    const { createdAt, id } = after;
    const where = [{ createdAt: MoreThan(createdAt) }, { createdAt, id: MoreThan(id) }];
    return this.database.repository(ManualCharge).find({ where, order: { createdAt: 'ASC', id: 'ASC' }, take: limit });
  }

  private async move(
    chargeId: string,
    movement: Pick<ManualMovement, 'requestKey' | 'kind' | 'amount' | 'currency'>,
    guarded: (now: Date) => Promise<number>,
  ): Promise<Entry> {
    return this.database.transaction(async () => {
      const movements = this.database.repository(ManualMovement);
      // The charge's lock lets one key in at a time; the unique key stands behind it.
      await this.database.query('SELECT id FROM payments_manual_charge WHERE id = ? FOR UPDATE', [chargeId]);
      const before = await movements.findOneBy({ requestKey: movement.requestKey });
      if (before) {
        const same = before.chargeId === chargeId && before.kind === movement.kind && before.amount === movement.amount;
        if (!same) throw new ManualBookConflict('The request key stands for another movement');
        return { charge: await this.get(chargeId), movementId: before.id };
      }
      const [id, now] = [newId('mov'), this.clock.now()];
      if ((await guarded(now)) !== 1) return { charge: await this.get(chargeId), movementId: null };
      await movements.insert({ ...movement, id, chargeId, createdAt: now });
      return { charge: await this.get(chargeId), movementId: id };
    });
  }

  private async get(id: string): Promise<ManualCharge> {
    const charge = await this.find({ id });
    if (!charge) throw new ManualBookConflict('There is no such charge');
    return charge;
  }
}
