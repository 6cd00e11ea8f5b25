import { Injectable } from '@nestjs/common';
import { sourceOf } from '../../../platform/security';
import { Throttle } from './throttle.service';
import { mailboxPolicy, mailRequestPolicy } from './throttle-policy';

/** Keeps the shop from being used to fill other people's mailboxes. */
@Injectable()
export class MailThrottle {
  constructor(private readonly throttle: Throttle) {}

  /** @throws TooManyAttempts when the network asked for too many mails; whom they are for does not matter */
  async admitRequest(source: string): Promise<void> {
    const counted = [mailRequestPolicy, sourceOf(source)] as const;
    await this.throttle.requireCalm(counted);
    await this.throttle.recordFailure(counted);
  }

  /** Answers whether the account may get one more mail now. */
  async admitMail(accountId: string): Promise<boolean> {
    const counted = [mailboxPolicy, accountId] as const;
    if ((await this.throttle.secondsLeft([counted])) > 0) return false;
    await this.throttle.recordFailure(counted);
    return true;
  }
}
