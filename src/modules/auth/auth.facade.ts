import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock';
import { Database } from '../../platform/database';
import { newId } from '../../platform/ids';
import type { Role } from './access/permissions';
import { canonicalEmail } from './account/canonical-email';
import { PasswordHasher } from './password/password-hasher';

export type AccountSeed = { readonly email: string; readonly password: string; readonly name: string; readonly role: Role };

/** What other modules may ask about accounts. */
@Injectable()
export class AuthFacade {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly hasher: PasswordHasher,
  ) {}

  /** Makes a verified account, or finds the one with that address and leaves it as it is. Answers its id. Not inside a transaction: it hashes. */
  async ensureAccount({ email, password, name, role }: AccountSeed): Promise<string> {
    const canonical = canonicalEmail(email);
    const known = await this.idOf(canonical);
    if (known) return known;
    const now = this.clock.now();
    const passwordHash = await this.hasher.hash(password);
    await this.database.execute(
      `INSERT INTO auth_account (id, email, email_canonical, password_hash, name, role, status, epoch, version, created_at, updated_at)
       VALUES (?, ?, ?, ?, ?, ?, 'active', 1, 1, ?, ?) ON DUPLICATE KEY UPDATE id = id`,
      [newId('cus'), email, canonical, passwordHash, name, role, now, now],
    );
    const id = await this.idOf(canonical);
    if (!id) throw new Error(`The account of ${canonical} was not stored`);
    return id;
  }

  /** Whether the account can sign in. */
  async accountExists(accountId: string): Promise<boolean> {
    return (await this.emailOf(accountId)) !== null;
  }

  /** The address of an active account, as its owner typed it. */
  async emailOf(accountId: string): Promise<string | null> {
    const [account] = await this.database.query<{ email: string }>(`SELECT email FROM auth_account WHERE id = ? AND status = 'active'`, [
      accountId,
    ]);
    return account?.email ?? null;
  }

  /** Where to write to an account, verified or not. Only for mail that the owner of the address asked for or must know of. */
  async mailboxOf(accountId: string): Promise<{ readonly email: string; readonly name: string | null } | null> {
    const [account] = await this.database.query<{ email: string; name: string | null }>(
      `SELECT email, name FROM auth_account WHERE id = ? AND status IN ('active', 'pending')`,
      [accountId],
    );
    return account ?? null;
  }

  private async idOf(canonical: string): Promise<string | undefined> {
    const [account] = await this.database.query<{ id: string }>('SELECT id FROM auth_account WHERE email_canonical = ?', [canonical]);
    return account?.id;
  }
}
