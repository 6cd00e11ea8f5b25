import { Injectable } from '@nestjs/common';
import { Database, isDuplicateKey } from '../../platform/database';
import { TryAgainLater } from '../../platform/events';
import { groupBy } from '../../platform/group-by';
import { newId } from '../../platform/ids';
import { Every } from '../../platform/jobs';
import { Together } from '../../platform/together';
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

interface Claim {
  readonly eventId: string;
  readonly kind: MailKind;
}

interface Finished extends Claim {
  readonly status: 'sent' | 'skipped';
}

const LEASE_SECONDS = 90;
const KEPT_DAYS = 30;

/** Sends one mail for one event, however often and by however many processes the event is delivered. */
@Injectable()
export class MailService {
  /** What several mails write at the same time is one statement. */
  private readonly claims = new Together((mails: readonly Claim[]) => this.firstOf(mails));
  private readonly finished = new Together((mails: readonly Finished[]) => this.finishAll(mails));

  constructor(
    private readonly database: Database,
    private readonly mailer: Mailer,
  ) {}

  /** Throws when the mail could not be sent or is being sent elsewhere, so that the event is delivered again. */
  async sendOnce(eventId: string, kind: MailKind, compose: () => Promise<Composed>): Promise<void> {
    const claim = { eventId, kind };
    if (!(await this.claim(claim))) return;
    try {
      const composed = await compose();
      if (composed) await this.mailer.send(composed.to, render(composed.letter), `${eventId}.${kind}`);
      await this.finished.ask({ ...claim, status: composed ? 'sent' : 'skipped' });
    } catch (error) {
      await this.giveBack(claim);
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
  private async claim(mail: Claim): Promise<boolean> {
    if (await this.claims.ask(mail)) return true;
    const { eventId, kind } = mail;
    const claimed = await this.database.execute(
      `UPDATE notifications_mail SET lease_until = UTC_TIMESTAMP(3) + INTERVAL ${LEASE_SECONDS} SECOND, attempts = attempts + 1
       WHERE event_id = ? AND kind = ? AND status = 'pending' AND lease_until <= UTC_TIMESTAMP(3)`,
      [eventId, kind],
    );
    if (claimed === 1) return true;
    const [row] = await this.database.query<{ status: string; seconds: string | number }>(
      `SELECT status, GREATEST(0, TIMESTAMPDIFF(SECOND, UTC_TIMESTAMP(3), lease_until)) + 1 AS seconds
         FROM notifications_mail WHERE event_id = ? AND kind = ?`,
      [eventId, kind],
    );
    if (row?.status === 'pending') throw new TryAgainLater(`The mail ${eventId}.${kind} is being sent elsewhere`, Number(row.seconds));
    return false;
  }

  /** The unique key lets one delivery of the event be the first. When one of several is not, nothing is written, and each is asked alone. */
  private async firstOf(mails: readonly Claim[]): Promise<readonly boolean[]> {
    try {
      await this.database.execute(
        `INSERT INTO notifications_mail (id, event_id, kind, status, attempts, lease_until, created_at)
         VALUES ${mails.map(() => `(?, ?, ?, 'pending', 1, UTC_TIMESTAMP(3) + INTERVAL ${LEASE_SECONDS} SECOND, UTC_TIMESTAMP(3))`).join(', ')}`,
        mails.flatMap(({ eventId, kind }) => [newId('mail'), eventId, kind]),
      );
      return mails.map(() => true);
    } catch (error) {
      if (!isDuplicateKey(error, 'notifications_mail_once')) throw error;
      if (mails.length === 1) return [false];
      const first: boolean[] = [];
      for (const mail of mails) first.push(...(await this.firstOf([mail])));
      return first;
    }
  }

  private async finishAll(mails: readonly Finished[]): Promise<readonly true[]> {
    for (const [status, alike] of groupBy(mails, (mail) => mail.status)) {
      await this.database.execute(
        `UPDATE notifications_mail FORCE INDEX (notifications_mail_once)
         SET status = ?, sent_at = IF(? = 'sent', UTC_TIMESTAMP(3), NULL)
         WHERE (${alike.map(() => '(event_id = ? AND kind = ?)').join(' OR ')}) AND status = 'pending'`,
        [status, status, ...alike.flatMap(({ eventId, kind }) => [eventId, kind])],
      );
    }
    return mails.map(() => true);
  }

  private async giveBack({ eventId, kind }: Claim): Promise<void> {
    await this.database.execute(
      `UPDATE notifications_mail SET lease_until = UTC_TIMESTAMP(3) WHERE event_id = ? AND kind = ? AND status = 'pending'`,
      [eventId, kind],
    );
  }
}
