import { Injectable } from '@nestjs/common';
import { Clock } from '../../../platform/clock';
import { Database } from '../../../platform/database';
import { Events, OnEvent } from '../../../platform/events';
import type { PayloadOf } from '../../../platform/events';
import { newId } from '../../../platform/ids';
import { FieldCipher } from '../../../platform/security';
import type { Account } from '../auth.entity';
import { InvalidOneTimeToken } from '../auth.errors';
import { AccountRegistered, EmailVerificationRequested, ExistingAccountContacted, RegistrationReceived } from '../auth.events';
import { PasswordHasher } from '../password/password-hasher';
import { requireStrongPassword } from '../password/password-policy';
import { SessionService } from '../session/session.service';
import type { Client } from '../session/session.service';
import type { TokenPair } from '../session/session-tokens';
import { MailThrottle } from '../throttle/mail-throttle';
import { canonicalEmail } from './canonical-email';
import { OneTimeTokens } from './one-time-tokens';

export type Registration = { readonly email: string; readonly password: string; readonly name?: string };
type Received = { readonly email: string; readonly passwordHash: string; readonly name: string | null };

/**
 * A registration is only written down while the client waits. Whether the address is known is looked up afterwards, so neither the answer
 * nor its time can tell.
 */
@Injectable()
export class RegistrationService {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly events: Events,
    private readonly cipher: FieldCipher,
    private readonly hasher: PasswordHasher,
    private readonly tokens: OneTimeTokens,
    private readonly sessions: SessionService,
    private readonly throttle: MailThrottle,
  ) {}

  async receive({ email, password, name }: Registration, source: string): Promise<void> {
    await this.throttle.admitRequest(source);
    requireStrongPassword(password, email);
    const received: Received = { email, name: name ?? null, passwordHash: await this.hasher.hash(password) };
    const sealed = this.cipher.seal(JSON.stringify(received));
    await this.database.transaction(() => this.events.publish(RegistrationReceived, { sealed }));
  }

  @OnEvent(RegistrationReceived, { listener: 'auth.registration', mode: 'transactional' })
  async onReceived({ sealed }: PayloadOf<typeof RegistrationReceived>): Promise<void> {
    const { email, name, passwordHash }: Received = JSON.parse(this.cipher.open(sealed));
    const account = await this.findOrCreate(email);
    if (!(await this.throttle.admitMail(account.id))) return;
    if (account.status === 'active') await this.events.publish(ExistingAccountContacted, { accountId: account.id });
    if (account.status === 'pending') await this.askToVerify(account.id, passwordHash, name);
  }

  async verify(token: string, client: Client): Promise<TokenPair> {
    const account = await this.database.transaction(() => this.activate(token));
    return this.sessions.open(account, client);
  }

  private async findOrCreate(email: string): Promise<Pick<Account, 'id' | 'status'>> {
    const now = this.clock.now();
    const canonical = canonicalEmail(email);
    await this.database.execute(
      `INSERT INTO auth_account (id, email, email_canonical, role, status, epoch, version, created_at, updated_at)
       VALUES (?, ?, ?, 'customer', 'pending', 1, 1, ?, ?) ON DUPLICATE KEY UPDATE id = id`,
      [newId('cus'), email, canonical, now, now],
    );
    const [account] = await this.database.query<Pick<Account, 'id' | 'status'>>(
      'SELECT id, status FROM auth_account WHERE email_canonical = ?',
      [canonical],
    );
    if (!account) throw new Error('The account vanished between its insert and its read');
    return account;
  }

  private async askToVerify(accountId: string, passwordHash: string, name: string | null): Promise<void> {
    const { token, expiresAt } = await this.tokens.issue('verify_email', { accountId, passwordHash, name });
    const payload = { accountId, sealedToken: this.cipher.seal(token), expiresAt: expiresAt.toISOString() };
    await this.events.publish(EmailVerificationRequested, payload);
  }

  /** The password is the one of the registration whose mail was opened, not of whoever registered the address last. */
  private async activate(token: string): Promise<Pick<Account, 'id' | 'epoch'>> {
    const grant = await this.tokens.redeem('verify_email', token);
    if (!grant) throw new InvalidOneTimeToken();
    const activated = await this.database.execute(
      `UPDATE auth_account SET status = 'active', password_hash = ?, name = ?, version = version + 1, updated_at = ?
       WHERE id = ? AND status = 'pending'`,
      [grant.passwordHash, grant.name, this.clock.now(), grant.accountId],
    );
    if (activated !== 1) throw new InvalidOneTimeToken();
    await this.tokens.cancel('verify_email', grant.accountId);
    await this.events.publish(AccountRegistered, { accountId: grant.accountId });
    const [account] = await this.database.query<Pick<Account, 'id' | 'epoch'>>('SELECT id, epoch FROM auth_account WHERE id = ?', [
      grant.accountId,
    ]);
    if (!account) throw new InvalidOneTimeToken();
    return account;
  }
}
