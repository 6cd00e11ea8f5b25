import { Module } from '@nestjs/common';
import { DemoModule } from './demo';
import { entities } from './entities';
import { migrations } from './migrations';
import { AuthModule } from './modules/auth';
import { CartModule } from './modules/cart';
import { CatalogModule } from './modules/catalog';
import { CheckoutModule } from './modules/checkout';
import { InventoryModule } from './modules/inventory';
import { NotificationsModule } from './modules/notifications';
import { OrdersModule } from './modules/orders';
import { PaymentsModule } from './modules/payments';
import { PricingModule } from './modules/pricing';
import { HttpModule } from './platform/http';
import { PlatformModule } from './platform/platform.module';

/** The whole shop, floor by floor from the ground. */
@Module({
  imports: [
    PlatformModule.forSchema({ entities, migrations }),
    HttpModule,
    AuthModule,
    ...[CatalogModule, InventoryModule, PricingModule, OrdersModule, PaymentsModule],
    CartModule,
    CheckoutModule,
    NotificationsModule,
    DemoModule,
  ],
})
export class AppModule {}
