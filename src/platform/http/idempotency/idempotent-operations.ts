import { Injectable } from '@nestjs/common';
import type { ExecutionContext } from '@nestjs/common';
import { HTTP_CODE_METADATA } from '@nestjs/common/constants';
import { Reflector } from '@nestjs/core';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Database } from '../../database';
import { renderProblem } from '../render-problem';
import { IdempotencyKeyReused, RequestInProgress } from './idempotency.errors';
import { fingerprintOf, readKey, scopeOf } from './idempotency-key';
import { IdempotencyStore } from './idempotency.store';
import type { Claim, StoredAnswer } from './idempotency.store';
import { IDEMPOTENT_METADATA } from './idempotent';
import { ownerOf, provesOwnership } from './key-owner';
import type { KnownCaller } from './key-owner';
import type { IdempotentOptions } from './idempotent';

/** Headers that belong to the stored answer; the others are made anew for each response. */
const KEPT_HEADERS = ['location', 'etag', 'content-type'] as const;
const CREATED = 201;

/** Leaves the handler chain with an answer of an earlier request; the filter beside it sends the answer as it was. */
export class ReplayedAnswer extends Error {
  constructor(readonly answer: StoredAnswer) {
    super('An answer is replayed');
  }
}

/** Gives every `@Idempotent` operation its rules: claim the key, do the work once, replay the answer. Runs after authentication. */
@Injectable()
export class IdempotentOperations {
  constructor(
    private readonly reflector: Reflector,
    private readonly database: Database,
    private readonly store: IdempotencyStore,
  ) {}

  /** The work's own answer, or the one that an earlier request with the key got. */
  async once(context: ExecutionContext, work: () => Promise<unknown>): Promise<unknown> {
    const options = this.reflector.get<IdempotentOptions | undefined>(IDEMPOTENT_METADATA, context.getHandler());
    return options ? this.keyed(options, context, work) : work();
  }

  private async keyed(options: IdempotentOptions, context: ExecutionContext, work: () => Promise<unknown>): Promise<unknown> {
    const request = context.switchToHttp().getRequest<FastifyRequest & { readonly caller?: KnownCaller }>();
    const key = readKey(request.headers['idempotency-key'], options.required);
    if (key === undefined) return options.atomic === true ? this.database.transaction(work) : work();
    const owner = ownerOf(request.caller);
    const { method, routeOptions, url, body } = request;
    const route = routeOptions.url ?? url;
    const scope = scopeOf(owner.identity, method, route, key);
    const result = await this.store.claim({ scope, key, fingerprint: fingerprintOf(url, body), owner, method, route });
    if (result.kind === 'other_request') throw new IdempotencyKeyReused();
    if (result.kind === 'in_progress') throw new RequestInProgress(result.retryAfter);
    if (result.kind === 'answered') throw new ReplayedAnswer(provesOwnership(owner, key) ? result.answer : withoutSecrets(result.answer));
    const { claim } = result;
    return this.store.under(claim, () => this.answer(claim, options, context, work));
  }

  private async answer(
    claim: Claim,
    options: IdempotentOptions,
    context: ExecutionContext,
    work: () => Promise<unknown>,
  ): Promise<unknown> {
    const workAndKeep = async (): Promise<unknown> => {
      const body = await work();
      await this.store.complete(claim, this.success(context, body));
      return body;
    };
    try {
      return options.atomic ? await this.database.transaction(workAndKeep) : await workAndKeep();
    } catch (error) {
      await this.keepFailure(claim, error, context).catch(() => this.store.abandon(claim));
      throw error;
    }
  }

  private success(context: ExecutionContext, body: unknown): StoredAnswer {
    const reply = context.switchToHttp().getResponse<FastifyReply>();
    const declared = this.reflector.get<number | undefined>(HTTP_CODE_METADATA, context.getHandler());
    return { status: declared ?? CREATED, headers: keptHeaders(reply), body: JSON.stringify(body ?? null) };
  }

  /**
   * A decision (409, 422 and the like) is an answer to keep; everything else leaves the key free for another try. So does a refusal that
   * names a time to come back: a payment under way after a crash must not be told "in progress" for ever.
   */
  private async keepFailure(claim: Claim, error: unknown, context: ExecutionContext): Promise<void> {
    if (error instanceof RequestInProgress) return;
    const { status, headers, body } = renderProblem(error, context.switchToHttp().getRequest<FastifyRequest>());
    const passing = 'retry-after' in headers || status === 408 || status === 412;
    const decided = status >= 404 && status < 500 && !passing;
    if (decided) await this.store.complete(claim, { status, headers, body });
    else await this.store.abandon(claim);
  }
}

/** Tokens are shown once; whether the one who asks again is the one who was shown them is not known here. */
function withoutSecrets(answer: StoredAnswer): StoredAnswer {
  const body = JSON.stringify(JSON.parse(answer.body), (name, value: unknown) => (/token$/i.test(name) ? undefined : value));
  return { ...answer, body };
}

/** Of a reply that is sent already, by the deadline, the type is that of a problem; everything else is what the work has said. */
function keptHeaders(reply: FastifyReply): Record<string, string> {
  const names = reply.sent ? KEPT_HEADERS.filter((name) => name !== 'content-type') : KEPT_HEADERS;
  return Object.fromEntries(names.flatMap((name) => (reply.hasHeader(name) ? [[name, String(reply.getHeader(name))]] : [])));
}
