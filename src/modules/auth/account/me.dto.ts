import { Country, Example, Flag, OneOf, Optional, OptionalOrNull, PartialType, Text } from '../../../platform/http';
import { permissions, permissionsOf, roles } from '../access/permissions';
import type { Permission, Role } from '../access/permissions';
import type { SessionView } from '../session/session.service';
import type { AddressView } from './address.service';
import type { Profile } from './profile.service';

const PHONE = { pattern: /^\+?[0-9 ()/.-]{3,32}$/, patternDetail: 'must be a phone number', example: '+49 30 901820' } as const;

export class UpdateMeRequest {
  /** How the shop addresses the person; null takes it away. */
  @OptionalOrNull()
  @Text(1, 200, { example: 'Ada Lovelace' })
  readonly name?: string | null;

  /** Stored encrypted; null takes it away. */
  @OptionalOrNull()
  @Text(3, 33, PHONE)
  readonly phone?: string | null;
}

/** The signed-in account. */
export class MeResponse {
  /** Of the account; orders name it as `customerId`. */
  @Example('cus_02ITLcBYoUJdzTUMCSHuv3')
  readonly id!: string;

  /** Grows with each change; part of the ETag. */
  @Example(1)
  readonly version!: number;

  /** As it was typed at registration. */
  @Example('shopper@example.com')
  readonly email!: string;

  /** How the shop addresses the person; null when never given. */
  @Text(1, 200, { example: 'Ada Lovelace' })
  readonly name!: string | null;

  /** As it was typed; null when never given. */
  @Text(3, 33, { example: '+49 30 901820' })
  readonly phone!: string | null;

  /** What the account is: `customer`, or one of the roles of staff. */
  @OneOf(roles, 'Role', { example: 'customer' })
  readonly role!: Role;

  /** What the account may do beyond shopping; empty for customers. */
  @Example([])
  readonly permissions!: string[];

  /** When the account was registered. */
  @Example('2026-11-20T10:00:00.000Z')
  readonly createdAt!: Date;

  static from({ id, version, email, name, phone, role, createdAt }: Profile): MeResponse {
    return Object.assign(new MeResponse(), { id, version, email, name, phone, role, permissions: orderedPermissions(role), createdAt });
  }
}

export function orderedPermissions(role: Role): Permission[] {
  return permissions.filter((permission) => permissionsOf(role).has(permission));
}

/** Where post goes. */
abstract class PostalAddress {
  /** Who receives. */
  @Text(1, 200, { example: 'Ada Lovelace' })
  readonly name!: string;

  /** Street and number. */
  @Text(1, 200, { example: 'Torstraße 1' })
  readonly line1!: string;

  /** Company, floor, building. */
  @OptionalOrNull()
  @Text(1, 200, { example: '2nd floor' })
  readonly line2?: string | null;

  /** City or town. */
  @Text(1, 100, { example: 'Berlin' })
  readonly city!: string;

  /** State or province, where addresses have one. */
  @OptionalOrNull()
  @Text(1, 100, { example: 'Berlin' })
  readonly region?: string | null;

  /** As the country writes it; also letters, blanks and hyphens. */
  @Text(1, 20, { example: '10119' })
  readonly postalCode!: string;

  /** ISO 3166 alpha-2. */
  @Country({ example: 'DE' })
  readonly country!: string;

  /** For the carrier. */
  @OptionalOrNull()
  @Text(3, 33, PHONE)
  readonly phone?: string | null;
}

export class CreateAddressRequest extends PostalAddress {
  /** Becomes the one address that shipping starts with. */
  @Optional()
  @Flag({ example: true })
  readonly defaultShipping?: boolean;

  /** Becomes the one address that billing starts with. */
  @Optional()
  @Flag({ example: false })
  readonly defaultBilling?: boolean;
}

export class UpdateAddressRequest extends PartialType(CreateAddressRequest) {}

/** An entry of the address book. */
export class AddressResponse extends PostalAddress {
  /** Of the entry in the address book. */
  @Example('addr_02ITLcBYoUJdzTUMCSHuv3')
  readonly id!: string;

  /** Grows with each change; part of the ETag. */
  @Example(1)
  readonly version!: number;

  /** Whether it is the one address that shipping starts with. */
  @Example(true)
  readonly defaultShipping!: boolean;

  /** Whether it is the one address that billing starts with. */
  @Example(false)
  readonly defaultBilling!: boolean;

  /** When it was added. */
  @Example('2026-11-20T10:00:00.000Z')
  readonly createdAt!: Date;

  /** When it was changed last. */
  @Example('2026-11-20T10:00:00.000Z')
  readonly updatedAt!: Date;

  static from({ id, version, name, line1, line2, city, region, postalCode, country, phone, ...rest }: AddressView): AddressResponse {
    const { defaultShipping, defaultBilling, createdAt, updatedAt } = rest;
    const postal = { name, line1, ...present({ line2 }), city, ...present({ region }), postalCode, country, ...present({ phone }) };
    return Object.assign(new AddressResponse(), { id, version, ...postal, defaultShipping, defaultBilling, createdAt, updatedAt });
  }
}

function present<T extends object>(values: T): Partial<T> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null && value !== undefined)) as Partial<T>;
}

/** A device that is signed in. */
export class SessionResponse {
  /** Of the session; DELETE /v1/me/sessions/{id} ends it. */
  @Example('ses_02ITLcBYoUJdzTUMCSHuv3')
  readonly id!: string;

  /** Whether this is the session of the request itself. */
  @Example(true)
  readonly current!: boolean;

  /** What the device said it is; null if it said nothing. */
  @Text(0, 200, { example: 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0' })
  readonly userAgent!: string | null;

  /** The address it signed in from. */
  @Example('203.0.113.7')
  readonly source!: string;

  /** When the device signed in. */
  @Example('2026-11-20T10:00:00.000Z')
  readonly createdAt!: Date;

  /** When it last exchanged its refresh token. */
  @Example('2026-11-20T10:00:00.000Z')
  readonly lastUsedAt!: Date;

  /** When the device must sign in again, unless it exchanges its refresh token before. */
  @Example('2026-12-20T10:00:00.000Z')
  readonly expiresAt!: Date;

  static from({ id, userAgent, source, createdAt, lastUsedAt, expiresAt }: SessionView, currentId?: string): SessionResponse {
    return Object.assign(new SessionResponse(), { id, current: id === currentId, userAgent, source, createdAt, lastUsedAt, expiresAt });
  }
}

/** Everything the shop holds about the account. */
export class ExportResponse {
  /** When the copy was made. */
  @Example('2026-11-20T10:00:00.000Z')
  readonly exportedAt!: Date;

  /** The account itself. */
  readonly account!: MeResponse;

  /** The address book. */
  readonly addresses!: AddressResponse[];

  /** The devices that are signed in. */
  readonly sessions!: SessionResponse[];

  /** What the other parts of the shop hold, by their name. */
  @Example({ orders: [] })
  readonly sections!: Record<string, unknown>;
}
