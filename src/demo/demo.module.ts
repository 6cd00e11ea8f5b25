import { Module } from '@nestjs/common';
import { AuthModule } from '../modules/auth';
import { CatalogModule } from '../modules/catalog';
import { PricingModule } from '../modules/pricing';
import { DemoImagesController } from './demo-images.controller';
import { DemoShop } from './demo-shop';

@Module({
  imports: [AuthModule, CatalogModule, PricingModule],
  controllers: [DemoImagesController],
  providers: [DemoShop],
  exports: [DemoShop],
})
export class DemoModule {}
