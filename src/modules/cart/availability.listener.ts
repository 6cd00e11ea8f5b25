import { Injectable } from '@nestjs/common';
import { CatalogFacade } from '../catalog';
import { StockChanged } from '../inventory';
import { OnEvents } from '../../platform/events';
import type { Delivery, PayloadOf } from '../../platform/events';

/** Tells product pages what inventory knows. It lives here because catalog and inventory are strangers; decisions never read the copy. */
@Injectable()
export class AvailabilityListener {
  constructor(private readonly catalog: CatalogFacade) {}

  /** What several events say of a variant is one level: the newest. */
  @OnEvents(StockChanged, { listener: 'cart.availability' })
  async onStockChanged(changes: readonly Delivery<PayloadOf<typeof StockChanged>>[]): Promise<void> {
    await this.catalog.rememberAvailability(changes.flatMap(({ payload }) => payload.levels));
  }
}
