import { Injectable } from '@nestjs/common';
import { Clock } from '../../../platform/clock';
import { Database } from '../../../platform/database';
import { Events, OnEvent } from '../../../platform/events';
import type { PayloadOf } from '../../../platform/events';
import { FieldCipher } from '../../../platform/security';
import { InvalidOneTimeToken } from '../auth.errors';
import { PasswordChanged, PasswordResetReceived, PasswordResetRequested } from '../auth.events';
import { PasswordHasher } from '../password/password-hasher';
import { requireStrongPassword } from '../password/password-policy';
import { LoginThrottle } from '../throttle/login-throttle';
import { MailThrottle } from '../throttle/mail-throttle';
import { canonicalEmail } from './canonical-email';
import { OneTimeTokens } from './one-time-tokens';

@Injectable()
export class PasswordResetService {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly events: Events,
    private readonly cipher: FieldCipher,
    private readonly hasher: PasswordHasher,
    private readonly tokens: OneTimeTokens,
    private readonly mailThrottle: MailThrottle,
    private readonly loginThrottle: LoginThrottle,
  ) {}

  async receive(email: string, source: string): Promise<void> {
    await this.mailThrottle.admitRequest(source);
    const sealed = this.cipher.seal(canonicalEmail(email));
    await this.database.transaction(() => this.events.publish(PasswordResetReceived, { sealed }));
  }

  @OnEvent(PasswordResetReceived, { listener: 'auth.password_reset', mode: 'transactional' })
  async onReceived({ sealed }: PayloadOf<typeof PasswordResetReceived>): Promise<void> {
    const [account] = await this.database.query<{ id: string }>(
      `SELECT id FROM auth_account WHERE email_canonical = ? AND status = 'active' LOCK IN SHARE MODE`,
      [this.cipher.open(sealed)],
    );
    if (!account || !(await this.mailThrottle.admitMail(account.id))) return;
    const { token, expiresAt } = await this.tokens.issue('reset_password', { accountId: account.id, passwordHash: null, name: null });
    const payload = { accountId: account.id, sealedToken: this.cipher.seal(token), expiresAt: expiresAt.toISOString() };
    await this.events.publish(PasswordResetRequested, payload);
  }

  /** Ends every session, opens none: whoever holds the mail signs in with the new password. */
  async confirm(token: string, password: string): Promise<void> {
    const email = await this.emailBehind(token);
    requireStrongPassword(password, email);
    const passwordHash = await this.hasher.hash(password);
    await this.database.transaction(() => this.replacePassword(token, passwordHash));
    await this.loginThrottle.forgiveAccount(canonicalEmail(email));
  }

  private async emailBehind(token: string): Promise<string> {
    const grant = await this.tokens.peek('reset_password', token);
    const [account] = await this.database.query<{ email: string }>(`SELECT email FROM auth_account WHERE id = ? AND status = 'active'`, [
      grant?.accountId ?? '',
    ]);
    if (!account) throw new InvalidOneTimeToken();
    return account.email;
  }

  private async replacePassword(token: string, passwordHash: string): Promise<void> {
    const grant = await this.tokens.redeem('reset_password', token);
    if (!grant) throw new InvalidOneTimeToken();
    const replaced = await this.database.execute(
      `UPDATE auth_account SET password_hash = ?, epoch = epoch + 1, version = version + 1, updated_at = ? WHERE id = ? AND status = 'active'`,
      [passwordHash, this.clock.now(), grant.accountId],
    );
    if (replaced !== 1) throw new InvalidOneTimeToken();
    await this.tokens.cancel('reset_password', grant.accountId);
    await this.events.publish(PasswordChanged, { accountId: grant.accountId });
  }
}
