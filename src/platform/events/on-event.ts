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
}

/** Marks a provider's method as a listener: `(payload, meta) => Promise<void>`. */
export function OnEvent<P extends object>(kind: EventKind<P>, options: ListenerOptions): MethodDecorator {
  return SetMetadata<string, ListenerMetadata>(LISTENER_METADATA, { ...options, type: kind.type });
}
