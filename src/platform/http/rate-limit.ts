import type { FastifyReply, FastifyRequest } from 'fastify';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import type { Config } from '../config';
import { sourceOf } from '../security';
import { TooManyRequests } from './problems';

const WINDOW_SECONDS = 60;

/** The general limit by source address. Modules add their own for what is worth attacking, such as the login. */
export class RateLimit {
  private readonly limiter: RateLimiterMemory | undefined;
  private readonly policy: string;
  private readonly points: number;

  constructor({ rateLimits, rateLimitPerMinute }: Config) {
    this.points = rateLimitPerMinute;
    this.policy = `"general";q=${rateLimitPerMinute};w=${WINDOW_SECONDS}`;
    this.limiter = rateLimits === 'on' ? new RateLimiterMemory({ points: rateLimitPerMinute, duration: WINDOW_SECONDS }) : undefined;
  }

  async apply(request: FastifyRequest, reply: FastifyReply): Promise<void> {
    if (!this.limiter) return;
    const state = await this.limiter.consume(sourceOf(request.ip)).catch(toState);
    const seconds = Math.max(1, Math.ceil(state.msBeforeNext / 1000));
    reply.header('ratelimit-policy', this.policy).header('ratelimit', `"general";r=${state.remainingPoints};t=${seconds}`);
    if (state.consumedPoints > this.points) throw new TooManyRequests(seconds);
  }
}

/** The limiter rejects with its state, not with an error. */
function toState(rejection: unknown): RateLimiterRes {
  if (rejection instanceof RateLimiterRes) return rejection;
  throw rejection;
}
