import { Injectable } from '@nestjs/common';
import { CatalogFacade } from '../catalog';
import { StockChanged } from '../inventory';
import { OnEvent } from '../../platform/events';
import type { PayloadOf } from '../../platform/events';

/** Tells product pages what inventory knows. It lives here because catalog and inventory are strangers; decisions never read the copy. */
@Injectable()
export class AvailabilityListener {
  constructor(private readonly catalog: CatalogFacade) {}

  @OnEvent(StockChanged, { listener: 'cart.availability', mode: 'transactional' })
  async onStockChanged({ levels }: PayloadOf<typeof StockChanged>): Promise<void> {
    await this.catalog.rememberAvailability(levels);
  }
}
