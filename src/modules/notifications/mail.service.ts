import { Injectable } from '@nestjs/common';
import { Database, isDuplicateKey } from '../../platform/database';
import { TryAgainLater } from '../../platform/events';
import { newId } from '../../platform/ids';
import { Every } from '../../platform/jobs';
import { Mailer } from './mailer';
import type { Recipient } from './mailer';
import { render } from './templates/letter';
import type { Letter } from './templates/letter';

export const mailKinds = [
  ...['verify_email', 'existing_account', 'reset_password', 'password_changed'],
  ...['order_placed', 'order_paid', 'order_cancelled', 'order_sent', 'order_refunded'],
] as const;
export type MailKind = (typeof mailKinds)[number];

/** To whom and what; null when there is nobody to write to any more. */
export type Composed = { readonly to: Recipient; readonly letter: Letter } | null;

const LEASE_SECONDS = 90;
const KEPT_DAYS = 30;

/** Sends one mail for one event, however often and by however many processes the event is delivered. */
@Injectable()
export class MailService {
  constructor(
    private readonly database: Database,
    private readonly mailer: Mailer,
  ) {}

  /** Throws when the mail could not be sent or is being sent elsewhere, so that the event is delivered again. */
  async sendOnce(eventId: string, kind: MailKind, compose: () => Promise<Composed>): Promise<void> {
    if (!(await this.claim(eventId, kind))) return;
    try {
      const composed = await compose();
      if (composed) await this.mailer.send(composed.to, render(composed.letter), `${eventId}.${kind}`);
      await this.finish(eventId, kind, composed ? 'sent' : 'skipped');
    } catch (error) {
      await this.giveBack(eventId, kind);
      throw error;
    }
  }

  @Every({ name: 'notifications.sweep', everyMs: 60 * 60_000 })
  async sweep(): Promise<void> {
    await this.database.execute(
      `DELETE FROM notifications_mail WHERE created_at < UTC_TIMESTAMP(3) - INTERVAL ${KEPT_DAYS} DAY ORDER BY created_at LIMIT 1000`,
    );
  }

  /** False when it was dealt with already. */
  private async claim(eventId: string, kind: MailKind): Promise<boolean> {
    if (await this.isFirst(eventId, kind)) return true;
    const claimed = await this.database.execute(
      `UPDATE notifications_mail SET lease_until = UTC_TIMESTAMP(3) + INTERVAL ${LEASE_SECONDS} SECOND, attempts = attempts + 1
       WHERE event_id = ? AND kind = ? AND status = 'pending' AND lease_until <= UTC_TIMESTAMP(3)`,
      [eventId, kind],
    );
    if (claimed === 1) return true;
    const [mail] = await this.database.query<{ status: string; seconds: string | number }>(
      `SELECT status, GREATEST(0, TIMESTAMPDIFF(SECOND, UTC_TIMESTAMP(3), lease_until)) + 1 AS seconds
         FROM notifications_mail WHERE event_id = ? AND kind = ?`,
      [eventId, kind],
    );
    if (mail?.status === 'pending') throw new TryAgainLater(`The mail ${eventId}.${kind} is being sent elsewhere`, Number(mail.seconds));
    return false;
  }

  /** The unique key lets one delivery of the event be the first. */
  private async isFirst(eventId: string, kind: MailKind): Promise<boolean> {
    try {
      await this.database.execute(
        `INSERT INTO notifications_mail (id, event_id, kind, status, attempts, lease_until, created_at)
         VALUES (?, ?, ?, 'pending', 1, UTC_TIMESTAMP(3) + INTERVAL ${LEASE_SECONDS} SECOND, UTC_TIMESTAMP(3))`,
        [newId('mail'), eventId, kind],
      );
      return true;
    } catch (error) {
      if (isDuplicateKey(error, 'notifications_mail_once')) return false;
      throw error;
    }
  }

  private async finish(eventId: string, kind: MailKind, status: 'sent' | 'skipped'): Promise<void> {
    await this.database.execute(
      `UPDATE notifications_mail SET status = ?, sent_at = IF(? = 'sent', UTC_TIMESTAMP(3), NULL) WHERE event_id = ? AND kind = ? AND status = 'pending'`,
      [status, status, eventId, kind],
    );
  }

  private async giveBack(eventId: string, kind: MailKind): Promise<void> {
    await this.database.execute(
      `UPDATE notifications_mail SET lease_until = UTC_TIMESTAMP(3) WHERE event_id = ? AND kind = ? AND status = 'pending'`,
      [eventId, kind],
    );
  }
}
