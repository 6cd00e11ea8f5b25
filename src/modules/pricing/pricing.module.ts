import { Module } from '@nestjs/common';
import { PricingFacade } from './pricing.facade';
import { PricingSeeder } from './pricing.seeder';
import { PromotionsController } from './promotions/promotions.controller';
import { PromotionsService } from './promotions/promotions.service';
import { RedemptionsService } from './promotions/redemptions.service';
import { PriceSourcesReader } from './quotes/price-sources';
import { QuotesService } from './quotes/quotes.service';
import { ShippingMethodsController } from './shipping/shipping-methods.controller';
import { ShippingMethodsService } from './shipping/shipping-methods.service';
import { ShippingOffers } from './shipping/shipping-offers';
import { SimulationsController } from './simulations/simulations.controller';
import { TaxCategoriesController } from './taxes/tax-categories.controller';
import { TaxCategoriesService } from './taxes/tax-categories.service';

@Module({
  controllers: [PromotionsController, TaxCategoriesController, ShippingMethodsController, SimulationsController],
  providers: [
    PricingFacade,
    PricingSeeder,
    QuotesService,
    PriceSourcesReader,
    PromotionsService,
    RedemptionsService,
    ShippingMethodsService,
    ShippingOffers,
    TaxCategoriesService,
  ],
  exports: [PricingFacade, PricingSeeder],
})
export class PricingModule {}
