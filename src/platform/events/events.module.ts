import { Global, Module } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { Deliveries } from './deliveries';
import { Dispatcher } from './dispatcher';
import { Events } from './events';
import { Listeners } from './listeners';
import { Outbox } from './outbox';

@Global()
@Module({ imports: [DiscoveryModule], providers: [Listeners, Events, Outbox, Deliveries, Dispatcher], exports: [Events, Dispatcher] })
export class EventsModule {}
