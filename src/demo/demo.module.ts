import { Module } from '@nestjs/common';
import { AuthModule } from '../modules/auth';
import { CatalogModule } from '../modules/catalog';
import { PricingModule } from '../modules/pricing';
import { DemoImagesController } from './demo-images.controller';
import { DemoShop } from './demo-shop';
import { DemoExamples } from './examples/demo-examples';

@Module({
  imports: [AuthModule, CatalogModule, PricingModule],
  controllers: [DemoImagesController],
  providers: [DemoShop, DemoExamples],
  exports: [DemoShop],
})
export class DemoModule {}
