import { Module } from '@nestjs/common';
import { InventoryController } from './inventory.controller';
import { InventoryFacade } from './inventory.facade';
import { Reservations } from './reservations.service';
import { StockDesk } from './stock-desk';
import { StockTable } from './stock-table';
import { StockService } from './stock.service';

@Module({
  controllers: [InventoryController],
  providers: [StockTable, StockService, StockDesk, Reservations, InventoryFacade],
  exports: [InventoryFacade],
})
export class InventoryModule {}
