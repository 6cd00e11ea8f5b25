import { Module } from '@nestjs/common';
import { AdminOrdersController } from './admin-orders.controller';
import { LatePayments } from './late-payments';
import { Fulfilments } from './fulfilments.service';
import { OpenStreamGuard } from './open-stream.guard';
import { OrderDigests } from './order-digests';
import { OrderJournal } from './order-journal';
import { OrderNudges } from './order-nudges';
import { OrderNumbers } from './order-number';
import { OrderQueries } from './order-queries';
import { OrderReader } from './order-reader';
import { OrderSecrets } from './order-secrets';
import { OrderStreams } from './order-streams';
import { OrdersController } from './orders.controller';
import { OrdersFacade } from './orders.facade';
import { OrdersPersonalData } from './orders-personal-data';
import { OrderRefunds } from './refunds.service';
import { OrdersService } from './orders.service';
import { PlaceOrder } from './place-order';

/** Needs somebody above to provide `OrderPaymentsView`. */
@Module({
  controllers: [OrdersController, AdminOrdersController],
  providers: [
    ...[OrderNumbers, OrderSecrets, OrderNudges, OrderJournal, OrderReader, OrderDigests, OrderStreams, OpenStreamGuard],
    ...[PlaceOrder, Fulfilments, OrderRefunds, OrdersService, OrderQueries, OrdersFacade, OrdersPersonalData, LatePayments],
  ],
  exports: [OrdersFacade, OrderRefunds, OrderQueries],
})
export class OrdersModule {}
