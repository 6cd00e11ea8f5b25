import { Injectable } from '@nestjs/common';
import { Clock } from '../../../platform/clock';
import { Database } from '../../../platform/database';
import { Events } from '../../../platform/events';
import { NotFound, PreconditionFailed } from '../../../platform/http';
import { FieldCipher } from '../../../platform/security';
import type { Role } from '../access/permissions';
import { Account } from '../auth.entity';
import type { AccountStatus } from '../auth.entity';
import { StaffCannotBeErased } from '../auth.errors';
import { AccountErased } from '../auth.events';

export type Profile = {
  readonly id: string;
  readonly email: string | null;
  readonly name: string | null;
  readonly phone: string | null;
  readonly role: Role;
  readonly status: AccountStatus;
  readonly version: number;
  readonly createdAt: Date;
  readonly updatedAt: Date;
};

/** `null` takes a value away, undefined leaves it. */
export type ProfileChange = { readonly name?: string | null; readonly phone?: string | null };

type ProfileRow = Omit<Profile, 'phone'> & { readonly phoneSealed: string | null };

@Injectable()
export class ProfileService {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly events: Events,
    private readonly cipher: FieldCipher,
  ) {}

  async get(accountId: string): Promise<Profile> {
    const [row] = await this.database.query<ProfileRow>(
      `SELECT id, email, name, phone_sealed AS phoneSealed, role, status, version, created_at AS createdAt, updated_at AS updatedAt
       FROM auth_account WHERE id = ?`,
      [accountId],
    );
    if (!row) throw new NotFound('account');
    const { phoneSealed, ...profile } = row;
    return { ...profile, phone: phoneSealed === null ? null : this.cipher.open(phoneSealed) };
  }

  async change(accountId: string, change: ProfileChange, expectedVersion?: number): Promise<Profile> {
    const result = await this.database.repository(Account).update(
      { id: accountId, status: 'active', ...(expectedVersion !== undefined && { version: expectedVersion }) },
      {
        ...(change.name !== undefined && { name: change.name }),
        ...(change.phone !== undefined && { phoneSealed: change.phone === null ? null : this.cipher.seal(change.phone) }),
        version: () => 'version + 1',
        updatedAt: this.clock.now(),
      },
    );
    if (result.affected !== 1) throw new PreconditionFailed();
    return this.get(accountId);
  }

  /** The row stays, so that orders keep their owner's id; what it says about a person goes, and the address is free again. */
  async erase(accountId: string, expectedVersion?: number): Promise<void> {
    await this.database.transaction(async () => {
      const { role, version } = await this.get(accountId);
      if (role !== 'customer') throw new StaffCannotBeErased();
      const erased = await this.database.execute(
        `UPDATE auth_account SET status = 'erased', email = NULL, email_canonical = id, password_hash = NULL, name = NULL, phone_sealed = NULL,
           epoch = epoch + 1, version = version + 1, updated_at = ?
         WHERE id = ? AND role = 'customer' AND status = 'active' AND version = ?`,
        [this.clock.now(), accountId, expectedVersion ?? version],
      );
      if (erased !== 1) throw new PreconditionFailed();
      for (const table of ['auth_address', 'auth_one_time_token', 'auth_session']) {
        await this.database.execute(`DELETE FROM ${table} WHERE account_id = ?`, [accountId]);
      }
      await this.events.publish(AccountErased, { accountId });
    });
  }
}
