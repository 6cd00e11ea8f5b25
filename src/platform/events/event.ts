/** A kind of fact that a module announces. The type is `<module>.<what_happened>`; the payload is JSON. */
export interface EventKind<P extends object> {
  readonly type: string;
  /** Carries the payload's type only. */
  readonly payload?: P;
}

export type PayloadOf<K> = K extends EventKind<infer P> ? P : never;

export interface EventMeta {
  readonly eventId: string;
  readonly occurredAt: Date;
  /** 1 at the first delivery. */
  readonly attempt: number;
}

/** One event as a listener gets it. */
export interface Delivery<P extends object> {
  readonly payload: P;
  readonly meta: EventMeta;
}

export function defineEvent<P extends object>(type: string): EventKind<P> {
  return { type };
}
