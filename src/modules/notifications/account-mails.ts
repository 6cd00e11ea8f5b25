import { Injectable } from '@nestjs/common';
import { AuthFacade, EmailVerificationRequested, ExistingAccountContacted, PasswordChanged, PasswordResetRequested } from '../auth';
import { Clock } from '../../platform/clock';
import { Config } from '../../platform/config';
import { OnEvent } from '../../platform/events';
import type { EventMeta, PayloadOf } from '../../platform/events';
import { FieldCipher } from '../../platform/security';
import { MailService } from './mail.service';
import type { Composed } from './mail.service';
import { existingAccount, passwordChanged, resetPassword, verifyEmail } from './templates/account-letters';
import type { Letter } from './templates/letter';

/** Mails about accounts. Tokens arrive sealed and are opened here, at the door. */
@Injectable()
export class AccountMails {
  constructor(
    private readonly clock: Clock,
    private readonly config: Config,
    private readonly auth: AuthFacade,
    private readonly cipher: FieldCipher,
    private readonly mails: MailService,
  ) {}

  @OnEvent(EmailVerificationRequested, { listener: 'notifications.verify_email', mode: 'leased' })
  async onVerification(
    { accountId, sealedToken, expiresAt }: PayloadOf<typeof EmailVerificationRequested>,
    { eventId }: EventMeta,
  ): Promise<void> {
    await this.mails.sendOnce(eventId, 'verify_email', () =>
      this.unlessExpired(accountId, expiresAt, () => verifyEmail(this.config.storefrontUrl, this.cipher.open(sealedToken))),
    );
  }

  @OnEvent(ExistingAccountContacted, { listener: 'notifications.existing_account', mode: 'leased' })
  async onExisting({ accountId }: PayloadOf<typeof ExistingAccountContacted>, { eventId }: EventMeta): Promise<void> {
    await this.mails.sendOnce(eventId, 'existing_account', () => this.to(accountId, () => existingAccount(this.config.storefrontUrl)));
  }

  @OnEvent(PasswordResetRequested, { listener: 'notifications.reset_password', mode: 'leased' })
  async onReset({ accountId, sealedToken, expiresAt }: PayloadOf<typeof PasswordResetRequested>, { eventId }: EventMeta): Promise<void> {
    await this.mails.sendOnce(eventId, 'reset_password', () =>
      this.unlessExpired(accountId, expiresAt, () => resetPassword(this.config.storefrontUrl, this.cipher.open(sealedToken))),
    );
  }

  @OnEvent(PasswordChanged, { listener: 'notifications.password_changed', mode: 'leased' })
  async onPasswordChanged({ accountId }: PayloadOf<typeof PasswordChanged>, { eventId }: EventMeta): Promise<void> {
    await this.mails.sendOnce(eventId, 'password_changed', () => this.to(accountId, () => passwordChanged(this.config.storefrontUrl)));
  }

  /** After a long outage a link that opens nothing would only confuse. */
  private async unlessExpired(accountId: string, expiresAt: string, letter: () => Letter): Promise<Composed> {
    return new Date(expiresAt) > this.clock.now() ? this.to(accountId, letter) : null;
  }

  private async to(accountId: string, letter: () => Letter): Promise<Composed> {
    const mailbox = await this.auth.mailboxOf(accountId);
    return mailbox && { to: { email: mailbox.email }, letter: letter() };
  }
}
