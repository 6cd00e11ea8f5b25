import { Injectable } from '@nestjs/common';
import { Database } from '../../../platform/database';
import type { Account } from '../auth.entity';
import { InvalidCredentials } from '../auth.errors';
import { PasswordHasher } from '../password/password-hasher';
import { SessionService } from '../session/session.service';
import type { Client } from '../session/session.service';
import type { TokenPair } from '../session/session-tokens';
import { LoginThrottle } from '../throttle/login-throttle';
import { canonicalEmail } from './canonical-email';

export type Credentials = { readonly email: string; readonly password: string };
type Candidate = Pick<Account, 'id' | 'epoch' | 'status' | 'passwordHash'>;

@Injectable()
export class LoginService {
  constructor(
    private readonly database: Database,
    private readonly hasher: PasswordHasher,
    private readonly sessions: SessionService,
    private readonly throttle: LoginThrottle,
  ) {}

  /** Whatever is wrong (no account, not verified, disabled, another password), the same work is done and the same answer given. */
  async login({ email, password }: Credentials, client: Client): Promise<TokenPair> {
    const canonical = canonicalEmail(email);
    await this.throttle.requireCalm(canonical, client.source);
    const account = await this.find(canonical);
    const stored = account?.status === 'active' ? account.passwordHash : null;
    const matches = await this.hasher.verify(stored, password, (compare) => this.guarded(canonical, client.source, compare));
    if (!account || !stored || !matches) throw new InvalidCredentials();
    await this.throttle.forgive(canonical, client.source);
    if (this.hasher.isOutdated(stored)) await this.rehash(account.id, stored, password);
    return this.sessions.open(account, client);
  }

  /** Inside the hash's slot: so of guesses sent in parallel only as many as there are slots go uncounted. */
  private async guarded(email: string, source: string, compare: () => Promise<boolean>): Promise<boolean> {
    await this.throttle.requireCalm(email, source);
    const matches = await compare();
    if (!matches) await this.throttle.recordFailure(email, source);
    return matches;
  }

  private async find(canonical: string): Promise<Candidate | undefined> {
    const [account] = await this.database.query<Candidate>(
      'SELECT id, epoch, status, password_hash AS passwordHash FROM auth_account WHERE email_canonical = ?',
      [canonical],
    );
    return account;
  }

  private async rehash(id: string, stored: string, password: string): Promise<void> {
    const fresh = await this.hasher.hash(password);
    await this.database.execute('UPDATE auth_account SET password_hash = ? WHERE id = ? AND password_hash = ?', [fresh, id, stored]);
  }
}
