export { OutOfStock, StockBelowReserved } from './inventory.errors';
export { StockChanged } from './inventory.events';
export type { ChangedLevel } from './inventory.events';
export { InventoryFacade } from './inventory.facade';
export { inventoryInvariants } from './inventory.invariants';
export { InventoryModule } from './inventory.module';
