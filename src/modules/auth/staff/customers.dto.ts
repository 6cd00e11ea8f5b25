import { Example, OneOf, Optional, PageQuery, QueryOneOf, QueryText, Text } from '../../../platform/http';
import { permissions, roles } from '../access/permissions';
import type { Permission, Role } from '../access/permissions';
import { orderedPermissions } from '../account/me.dto';
import type { Profile } from '../account/profile.service';
import { accountStatuses } from '../auth.entity';
import type { AccountStatus } from '../auth.entity';
import type { CustomerSummary } from './customers.service';

export class CustomerQuery extends PageQuery {
  /** Accounts whose e-mail address begins with this; case does not matter. */
  @Optional()
  @QueryText(1, 254, { example: 'shopper@' })
  readonly email?: string;

  /** Accounts with this role. */
  @Optional()
  @QueryOneOf(roles, 'Role', { example: 'customer' })
  readonly role?: Role;
}

/** An account in a list. */
export class CustomerSummaryResponse {
  /** Of the account; it stays when the account is erased. */
  @Example('cus_02ITLcBYoUJdzTUMCSHuv3')
  readonly id!: string;

  /** Null once the account was erased. */
  @Text(3, 254, { example: 'shopper@example.com' })
  readonly email!: string | null;

  /** How the shop addresses the person; null when never given or erased. */
  @Text(1, 200, { example: 'Ada Lovelace' })
  readonly name!: string | null;

  /** What the account may do; see GET /v1/admin/roles. */
  @OneOf(roles, 'Role', { example: 'customer' })
  readonly role!: Role;

  /** `pending` until the address is verified. */
  @OneOf(accountStatuses, 'AccountStatus', { example: 'active' })
  readonly status!: AccountStatus;

  /** When the account was registered. */
  @Example('2026-11-20T10:00:00.000Z')
  readonly createdAt!: Date;

  static from({ id, email, name, role, status, createdAt }: CustomerSummary): CustomerSummaryResponse {
    return Object.assign(new CustomerSummaryResponse(), { id, email, name, role, status, createdAt });
  }
}

/** An account as the staff see it. */
export class CustomerResponse extends CustomerSummaryResponse {
  /** Grows with each change; part of the ETag. */
  @Example(1)
  readonly version!: number;

  /** As it was typed; null when never given or erased. */
  @Text(3, 33, { example: '+49 30 901820' })
  readonly phone!: string | null;

  /** When the account was changed last. */
  @Example('2026-11-20T10:00:00.000Z')
  readonly updatedAt!: Date;

  static override from(profile: Profile): CustomerResponse {
    const { id, version, email, name, phone, role, status, createdAt, updatedAt } = profile;
    return Object.assign(new CustomerResponse(), { id, version, email, name, phone, role, status, createdAt, updatedAt });
  }
}

export class UpdateCustomerRequest {
  /** A disabled account cannot sign in, and its sessions end. */
  @OneOf(['active', 'disabled'], 'CustomerStanding', { example: 'disabled' })
  readonly status!: 'active' | 'disabled';
}

export class SetRoleRequest {
  /** The new role; the sessions of the account end. */
  @OneOf(roles, 'Role', { example: 'manager' })
  readonly role!: Role;
}

/** A role and what it may do. */
export class RoleResponse {
  /** What PUT /v1/admin/customers/{id}/role takes. */
  @OneOf(roles, 'Role', { example: 'manager' })
  readonly name!: Role;

  /** The names that operations ask for. */
  @Example(permissions.filter((permission) => permission.startsWith('catalog:')))
  readonly permissions!: Permission[];

  static from(role: Role): RoleResponse {
    return Object.assign(new RoleResponse(), { name: role, permissions: orderedPermissions(role) });
  }
}
