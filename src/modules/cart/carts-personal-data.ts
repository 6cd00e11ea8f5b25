import { Injectable } from '@nestjs/common';
import type { OnModuleInit } from '@nestjs/common';
import { AccountErased, PersonalData, PersonalDataSource } from '../auth';
import { Database } from '../../platform/database';
import { OnEvent } from '../../platform/events';
import { CartStore } from './cart.store';
import type { StoredCart } from './cart.store';

/** What carts know about a person: what was put in, and whatever was told for the delivery. */
@Injectable()
export class CartsPersonalData extends PersonalDataSource implements OnModuleInit {
  readonly section = 'carts';

  constructor(
    private readonly database: Database,
    private readonly store: CartStore,
    private readonly personalData: PersonalData,
  ) {
    super();
  }

  onModuleInit(): void {
    this.personalData.register(this);
  }

  collect(accountId: string): Promise<readonly StoredCart[]> {
    return this.store.allOf(accountId);
  }

  /** A cart that was ordered stays, empty of the person: its order names it. */
  @OnEvent(AccountErased, { listener: 'cart.erasure', mode: 'transactional' })
  async onErased({ accountId }: { readonly accountId: string }): Promise<void> {
    await this.database.execute(`DELETE FROM cart_cart WHERE customer_id = ? AND status <> 'checked_out'`, [accountId]);
    await this.database.execute('UPDATE cart_cart SET contact_sealed = NULL WHERE customer_id = ?', [accountId]);
  }
}
