import { Injectable } from '@nestjs/common';
import { InitialStock } from '../catalog';
import { InventoryFacade } from '../inventory';

/** Opens the stock of new variants in the transaction that creates them: catalog's port, inventory's answer. */
@Injectable()
export class InitialStockAdapter extends InitialStock {
  constructor(private readonly inventory: InventoryFacade) {
    super();
  }

  async receive(entries: readonly { readonly variantId: string; readonly onHand: number }[]): Promise<void> {
    await this.inventory.receiveInitial(entries);
  }
}
