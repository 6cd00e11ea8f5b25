import { SetMetadata } from '@nestjs/common';

export const JOB_METADATA = 'portico:job';

export interface JobOptions {
  readonly name: string;
  readonly everyMs: number;
  /** Also in processes that leave background work to others: it looks after what only this process knows. */
  readonly everywhere?: boolean;
}

/**
 * Runs a provider's method again and again in every process, never two at once in one process, with the pause counted from the end.
 * Processes do not know of each other: the method claims its work with SKIP LOCKED or a guarded update.
 */
export function Every(options: JobOptions): MethodDecorator {
  return SetMetadata<string, JobOptions>(JOB_METADATA, options);
}
