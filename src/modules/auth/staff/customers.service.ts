import { Injectable } from '@nestjs/common';
import { Clock } from '../../../platform/clock';
import { Database } from '../../../platform/database';
import { NotFound, PreconditionFailed } from '../../../platform/http';
import type { Role } from '../access/permissions';
import { canonicalEmail } from '../account/canonical-email';
import { ProfileService } from '../account/profile.service';
import type { Profile } from '../account/profile.service';
import type { AccountStatus } from '../auth.entity';
import { AccountStateConflict, LastAdministrator } from '../auth.errors';

export type CustomerFilter = { readonly email?: string; readonly role?: Role };
export type CustomerSummary = Pick<Profile, 'id' | 'email' | 'name' | 'role' | 'status' | 'createdAt'>;
export type Standing = { readonly role?: Role; readonly status?: Extract<AccountStatus, 'active' | 'disabled'> };

type AccountRow = { readonly role: Role; readonly status: AccountStatus; readonly version: number };

/** Accounts as the staff see and steer them. */
@Injectable()
export class CustomersService {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly profiles: ProfileService,
  ) {}

  /** Newest first, below the given id if there is one. */
  async list(filter: CustomerFilter, limit: number, beforeId = '~'): Promise<CustomerSummary[]> {
    const { sql, params } = conditions(filter);
    return this.database.query<CustomerSummary>(
      `SELECT id, email, name, role, status, created_at AS createdAt FROM auth_account
       WHERE ${sql} AND id < ? ORDER BY id DESC LIMIT ?`,
      [...params, beforeId, limit],
    );
  }

  async count(filter: CustomerFilter): Promise<number> {
    const { sql, params } = conditions(filter);
    const [row] = await this.database.query<{ count: unknown }>(`SELECT COUNT(*) AS count FROM auth_account WHERE ${sql}`, params);
    return Number(row?.count ?? 0);
  }

  get(id: string): Promise<Profile> {
    return this.profiles.get(id);
  }

  /** A change of role or status ends the account's sessions. */
  async setStanding(id: string, wanted: Standing, expectedVersion?: number): Promise<Profile> {
    return this.database.transaction(async () => {
      const otherAdministrators = await this.lockAdministratorsBut(id);
      const account = await this.require(id);
      if (expectedVersion !== undefined && account.version !== expectedVersion) throw new PreconditionFailed();
      const { role, status } = { ...account, ...wanted };
      if (account.status === 'pending' || account.status === 'erased') throw new AccountStateConflict(account.status);
      if (role === account.role && status === account.status) return this.get(id);
      const isAdministrator = account.role === 'admin' && account.status === 'active';
      const stays = role === 'admin' && status === 'active';
      if (isAdministrator && !stays && otherAdministrators === 0) throw new LastAdministrator();
      await this.write(id, role, status, account.version);
      return this.get(id);
    });
  }

  /** Locked in the order of their ids, so that two administrators cannot remove each other at once. */
  private async lockAdministratorsBut(id: string): Promise<number> {
    const administrators = await this.database.query<{ id: string }>(
      `SELECT id FROM auth_account WHERE role = 'admin' AND status = 'active' ORDER BY id FOR UPDATE`,
    );
    return administrators.filter((administrator) => administrator.id !== id).length;
  }

  private async require(id: string): Promise<AccountRow> {
    const [account] = await this.database.query<AccountRow>('SELECT role, status, version FROM auth_account WHERE id = ? FOR UPDATE', [id]);
    if (!account) throw new NotFound('customer');
    return account;
  }

  private async write(id: string, role: Role, status: AccountStatus, version: number): Promise<void> {
    const written = await this.database.execute(
      `UPDATE auth_account SET role = ?, status = ?, epoch = epoch + 1, version = version + 1, updated_at = ?
       WHERE id = ? AND version = ? AND status IN ('active', 'disabled')`,
      [role, status, this.clock.now(), id, version],
    );
    if (written !== 1) throw new PreconditionFailed();
  }
}

function conditions({ email, role }: CustomerFilter): { readonly sql: string; readonly params: readonly unknown[] } {
  const parts: [string, unknown][] = [];
  if (email !== undefined) parts.push(['email_canonical LIKE ?', `${canonicalEmail(email).replace(/[\\%_]/g, '\\$&')}%`]);
  if (role !== undefined) parts.push(['role = ?', role]);
  return { sql: ['1 = 1', ...parts.map(([sql]) => sql)].join(' AND '), params: parts.map(([, value]) => value) };
}
