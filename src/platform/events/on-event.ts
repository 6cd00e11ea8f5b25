import { SetMetadata } from '@nestjs/common';
import type { EventKind } from './event';

export const LISTENER_METADATA = 'portico:listener';

export interface ListenerOptions {
  /** Unique and stable: rows in the outbox bear it. */
  readonly listener: string;
  /**
   * `transactional`: the handler's effect and the removal of its row share one transaction, so it happens exactly once.
   * `leased`: the handler runs outside any transaction, for mail and HTTP, and may run again after a crash.
   */
  readonly mode: 'transactional' | 'leased';
}

export interface ListenerMetadata extends ListenerOptions {
  readonly type: string;
  /** Whether the method takes several events at once. */
  readonly many: boolean;
}

/** Marks a provider's method as a listener: `(payload, meta) => Promise<void>`. */
export function OnEvent<P extends object>(kind: EventKind<P>, options: ListenerOptions): MethodDecorator {
  return SetMetadata<string, ListenerMetadata>(LISTENER_METADATA, { ...options, type: kind.type, many: false });
}

/**
 * Marks a transactional listener that does the work of several events in few statements: `(events: readonly Delivery<P>[]) => Promise<void>`,
 * the oldest first. They share one transaction, so it takes the rows that it locks in one order. When it throws, nothing of it has happened,
 * and each event is delivered alone.
 */
export function OnEvents<P extends object>(kind: EventKind<P>, { listener }: Pick<ListenerOptions, 'listener'>): MethodDecorator {
  return SetMetadata<string, ListenerMetadata>(LISTENER_METADATA, { listener, mode: 'transactional', type: kind.type, many: true });
}
