import { Injectable } from '@nestjs/common';
import type { OnModuleInit } from '@nestjs/common';
import { DiscoveryService, MetadataScanner, Reflector } from '@nestjs/core';
import type { Delivery } from './event';
import { LISTENER_METADATA } from './on-event';
import type { ListenerMetadata } from './on-event';

export interface Listener extends ListenerMetadata {
  /** Takes one, or several when it is a listener of many. */
  readonly handle: (deliveries: readonly Delivery<object>[]) => Promise<void>;
}

/** Every `@OnEvent` and `@OnEvents` method of the application. */
@Injectable()
export class Listeners implements OnModuleInit {
  private readonly byName = new Map<string, Listener>();
  private readonly byType = new Map<string, Listener[]>();

  constructor(
    private readonly discovery: DiscoveryService,
    private readonly scanner: MetadataScanner,
    private readonly reflector: Reflector,
  ) {}

  onModuleInit(): void {
    for (const { instance } of this.discovery.getProviders()) {
      if (typeof instance !== 'object' || instance === null) continue;
      for (const method of this.scanner.getAllMethodNames(Object.getPrototypeOf(instance))) this.register(instance, method);
    }
  }

  of(type: string): readonly Listener[] {
    return this.byType.get(type) ?? [];
  }

  get all(): readonly Listener[] {
    return [...this.byName.values()];
  }

  private register(instance: Record<string, unknown>, method: string): void {
    const handler = instance[method];
    if (typeof handler !== 'function') return;
    const metadata = this.reflector.get<ListenerMetadata | undefined>(LISTENER_METADATA, handler);
    if (!metadata) return;
    if (this.byName.has(metadata.listener)) throw new Error(`Two listeners are called ${metadata.listener}`);
    const one = async ({ payload, meta }: Delivery<object>): Promise<void> => handler.call(instance, payload, meta);
    const listener: Listener = {
      ...metadata,
      handle: async (deliveries) => {
        if (metadata.many) await handler.call(instance, deliveries);
        else for (const delivery of deliveries) await one(delivery);
      },
    };
    this.byName.set(listener.listener, listener);
    this.byType.set(listener.type, [...this.of(listener.type), listener]);
  }
}
