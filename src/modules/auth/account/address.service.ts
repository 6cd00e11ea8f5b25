import { Injectable } from '@nestjs/common';
import { Not } from 'typeorm';
import { Clock } from '../../../platform/clock';
import { Database } from '../../../platform/database';
import { NotFound, PreconditionFailed } from '../../../platform/http';
import { newId } from '../../../platform/ids';
import { toInteger } from '../../../platform/money';
import { FieldCipher } from '../../../platform/security';
import { Address } from '../auth.entity';
import { TooManyAddresses } from '../auth.errors';

const LIMIT = 50;

export type PostalFields = {
  readonly name: string;
  readonly line1: string;
  readonly line2?: string | null;
  readonly city: string;
  readonly region?: string | null;
  readonly postalCode: string;
  readonly country: string;
  readonly phone?: string | null;
};

export type AddressFields = PostalFields & { readonly defaultShipping?: boolean; readonly defaultBilling?: boolean };

export type AddressView = AddressFields & {
  readonly id: string;
  readonly version: number;
  readonly defaultShipping: boolean;
  readonly defaultBilling: boolean;
  readonly createdAt: Date;
  readonly updatedAt: Date;
};

/** The address book. Postal fields are stored encrypted; changes of one book are made one after the other. */
@Injectable()
export class AddressService {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly cipher: FieldCipher,
  ) {}

  /** Newest first, below the given id if there is one; the caller asks for one more than it shows. */
  async list(accountId: string, limit: number, beforeId = '~'): Promise<AddressView[]> {
    const rows = await this.database
      .repository(Address)
      .createQueryBuilder('address')
      .where('address.accountId = :accountId AND address.id < :beforeId', { accountId, beforeId })
      .orderBy('address.id', 'DESC')
      .limit(limit)
      .getMany();
    return rows.map((row) => this.view(row));
  }

  count(accountId: string): Promise<number> {
    return this.database.repository(Address).countBy({ accountId });
  }

  async get(accountId: string, id: string): Promise<AddressView> {
    const row = await this.database.repository(Address).findOneBy({ id, accountId });
    if (!row) throw new NotFound('address');
    return this.view(row);
  }

  async add(accountId: string, fields: AddressFields): Promise<AddressView> {
    return this.inBookOf(accountId, async () => {
      const [{ count } = { count: 0 }] = await this.database.query<{ count: unknown }>(
        'SELECT COUNT(*) AS count FROM auth_address WHERE account_id = ?',
        [accountId],
      );
      if (toInteger(count) >= LIMIT) throw new TooManyAddresses(LIMIT);
      const id = newId('addr');
      const now = this.clock.now();
      const { defaultShipping = false, defaultBilling = false } = fields;
      await this.clearDefaults(accountId, id, { defaultShipping, defaultBilling });
      await this.database
        .repository(Address)
        .insert({ id, accountId, sealed: this.seal(fields), defaultShipping, defaultBilling, version: 1, createdAt: now, updatedAt: now });
      return this.get(accountId, id);
    });
  }

  async change(accountId: string, id: string, change: Partial<AddressFields>, expectedVersion?: number): Promise<AddressView> {
    return this.inBookOf(accountId, async () => {
      const { version, ...known } = await this.get(accountId, id);
      const fields = { ...known, ...change };
      await this.clearDefaults(accountId, id, change);
      const result = await this.database.repository(Address).update(
        { id, accountId, version: expectedVersion ?? version },
        {
          sealed: this.seal(fields),
          defaultShipping: fields.defaultShipping,
          defaultBilling: fields.defaultBilling,
          version: () => 'version + 1',
          updatedAt: this.clock.now(),
        },
      );
      if (result.affected !== 1) throw new PreconditionFailed();
      return this.get(accountId, id);
    });
  }

  async remove(accountId: string, id: string, expectedVersion?: number): Promise<void> {
    await this.inBookOf(accountId, async () => {
      const { version } = await this.get(accountId, id);
      const result = await this.database.repository(Address).delete({ id, accountId, version: expectedVersion ?? version });
      if (result.affected !== 1) throw new PreconditionFailed();
    });
  }

  /** The account's row is the lock of its book: the limit and the single default hold under parallel requests. */
  private async inBookOf<T>(accountId: string, work: () => Promise<T>): Promise<T> {
    return this.database.transaction(async () => {
      const [owner] = await this.database.query(`SELECT id FROM auth_account WHERE id = ? AND status = 'active' FOR UPDATE`, [accountId]);
      if (!owner) throw new NotFound('account');
      return work();
    });
  }

  /** There is one default at most, so a new one takes the place of another. */
  private async clearDefaults(
    accountId: string,
    id: string,
    chosen: Pick<AddressFields, 'defaultShipping' | 'defaultBilling'>,
  ): Promise<void> {
    for (const flag of ['defaultShipping', 'defaultBilling'] as const) {
      if (!chosen[flag]) continue;
      const set = { [flag]: false, version: () => 'version + 1' };
      await this.database.repository(Address).update({ accountId, id: Not(id), [flag]: true }, set);
    }
  }

  private seal({ name, line1, line2, city, region, postalCode, country, phone }: PostalFields): string {
    return this.cipher.seal(JSON.stringify({ name, line1, line2, city, region, postalCode, country, phone } satisfies PostalFields));
  }

  private view({ id, sealed, version, defaultShipping, defaultBilling, createdAt, updatedAt }: Address): AddressView {
    const postal: PostalFields = JSON.parse(this.cipher.open(sealed));
    return { id, ...postal, version, defaultShipping, defaultBilling, createdAt, updatedAt };
  }
}
