import { SetMetadata } from '@nestjs/common';

export const IDEMPOTENT_METADATA = 'portico:idempotent';

export interface IdempotentOptions {
  /** Whether a request without a key is refused. */
  readonly required: boolean;
  /**
   * `true`: the handler runs inside one transaction in which its answer is stored too: effect and answer exist together or not at all.
   * `'keyed'`: the same, but a request without a key has no answer to store, and the handler makes its own unit of work.
   * `false`: the handler talks to a gateway; its answer is stored afterwards, and a repeated request finds out what happened.
   */
  readonly atomic: boolean | 'keyed';
}

/** The operation honours `Idempotency-Key`; see the store for what is kept. */
export const Idempotent = (options: IdempotentOptions): MethodDecorator => SetMetadata(IDEMPOTENT_METADATA, options);
