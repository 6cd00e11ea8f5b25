import { Global, Module } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { Deliveries } from './deliveries';
import { Dispatcher } from './dispatcher';
import { Events } from './events';
import { Listeners } from './listeners';

@Global()
@Module({ imports: [DiscoveryModule], providers: [Listeners, Events, Deliveries, Dispatcher], exports: [Events, Dispatcher] })
export class EventsModule {}
