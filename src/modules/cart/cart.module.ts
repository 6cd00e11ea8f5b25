import { Global, Module } from '@nestjs/common';
import { CatalogModule, InitialStock } from '../catalog';
import { InventoryModule } from '../inventory';
import { PricingModule } from '../pricing';
import { AvailabilityListener } from './availability.listener';
import { CartController } from './cart.controller';
import { CartFacade } from './cart.facade';
import { CartPricer } from './cart-pricer';
import { CartService } from './cart.service';
import { CartStore } from './cart.store';
import { CartSweeper } from './cart-sweeper';
import { CartsPersonalData } from './carts-personal-data';
import { InitialStockAdapter } from './initial-stock.adapter';
import { MergeCarts } from './merge-carts';
import { MyCartController } from './my-cart.controller';
import { ShelvedCarts } from './shelved-carts';

/** Global because catalog, below, finds the implementation of its port `InitialStock` here. */
@Global()
@Module({
  imports: [CatalogModule, InventoryModule, PricingModule],
  controllers: [CartController, MyCartController],
  providers: [
    ...[CartStore, ShelvedCarts, CartPricer, CartService, CartFacade, MergeCarts, AvailabilityListener, CartsPersonalData, CartSweeper],
    { provide: InitialStock, useClass: InitialStockAdapter },
  ],
  exports: [CartFacade, InitialStock],
})
export class CartModule {}
