import type { FastifyRequest } from 'fastify';
import { waitedFor } from './places';
import { DeadlineExceeded } from './problems';
import { hungUp } from './when-over';

const DEADLINE_MS = 14_000;

/**
 * Nobody waits longer than this for an answer, time in line included. What nobody waits for any more is not begun; what was begun is not cut, but
 * may still end, which is what Idempotency-Key is for.
 * @throws DeadlineExceeded
 */
export async function withinDeadline<T>(request: FastifyRequest, work: () => Promise<T>): Promise<T> {
  const left = DEADLINE_MS - waitedFor(request);
  if (left <= 0 || hungUp(request.raw)) throw new DeadlineExceeded();
  return new Promise<T>((resolve, reject) => {
    const timer = setTimeout(() => reject(new DeadlineExceeded()), left);
    work()
      .finally(() => clearTimeout(timer))
      .then(resolve, reject);
  });
}
