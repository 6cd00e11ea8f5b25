export { Dispatcher } from './dispatcher';
export { defineEvent } from './event';
export type { Delivery, EventMeta, PayloadOf } from './event';
export { Events } from './events';
export { EventsModule } from './events.module';
export { OnEvent, OnEvents } from './on-event';
export { TryAgainLater } from './try-again-later';
