import { Example, OneOf, Optional, PageQuery, QueryOneOf } from '../../../platform/http';
import { INBOX_STATES } from './inbox.entity';
import type { InboxMessage, InboxState } from './inbox.entity';

export class WebhookReceipt {
  /** Always true: the message lies in the inbox. */
  @Example(true)
  readonly received!: boolean;
}

export class WebhookInboxQuery extends PageQuery {
  /** Only messages in this state. */
  @Optional()
  @QueryOneOf(INBOX_STATES, 'WebhookInboxState', { example: 'dead' })
  readonly state?: InboxState;
}

/** A message of a payment gateway. The body itself is not shown: it may hold personal data. */
export class WebhookMessageResponse {
  /** Of the message in the inbox. */
  @Example('hook_02ITLcBYoUJdzTUMCSHuv3')
  readonly id!: string;

  /** Which gateway sent it; the last part of the address it came to. */
  @Example('sandbox')
  readonly gateway!: string;

  /** The gateway's own id of the event; unique per gateway. */
  @Example('evt_02ITLcBYoUJdzTUMCSHuv3')
  readonly eventId!: string;

  /** The gateway's own name of what happened. */
  @Example('charge.captured')
  readonly type!: string;

  /** `received` waits or is being tried again, `processed` has had its effect or told what was known, `ignored` has none, `dead` failed ten times. */
  @OneOf(INBOX_STATES, 'WebhookInboxState', { example: 'processed' })
  readonly state!: InboxState;

  /** How often working on it has failed. */
  @Example(0)
  readonly attempts!: number;

  /** Why it was ignored or failed last; null when neither. */
  @Example(null)
  readonly reason!: string | null;

  /** When it arrived first. */
  readonly receivedAt!: Date;

  /** When it was processed or ignored; null before. */
  readonly settledAt!: Date | null;

  static from(message: InboxMessage): WebhookMessageResponse {
    const { id, gateway, eventId, type, state, attempts, lastError: reason, receivedAt, settledAt } = message;
    return { id, gateway, eventId, type, state, attempts, reason, receivedAt, settledAt };
  }
}
