import { AsyncLocalStorage } from 'node:async_hooks';
import { Injectable } from '@nestjs/common';
import { Database, isDuplicateKey, jsonValue } from '../../database';
import { Every } from '../../jobs';
import { newId } from '../../ids';
import { FieldCipher } from '../../security';
import { RequestInProgress } from './idempotency.errors';
import type { KeyOwner } from './key-owner';

const LEASE = 'UTC_TIMESTAMP(3) + INTERVAL 30 SECOND';
const KEPT = 'UTC_TIMESTAMP(3) + INTERVAL 48 HOUR';

/** One key, used by one caller on one route for one request. */
export interface KeyUse {
  readonly scope: string;
  readonly key: string;
  readonly fingerprint: string;
  readonly owner: KeyOwner;
  readonly method: string;
  readonly route: string;
}

/** The right to work on a request; `fence` says which holder of the key this is. */
export interface Claim {
  readonly scope: string;
  readonly fence: number;
}

export interface StoredAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export type ClaimResult =
  | { readonly kind: 'claimed'; readonly claim: Claim }
  | { readonly kind: 'answered'; readonly answer: StoredAnswer }
  | { readonly kind: 'other_request' }
  | { readonly kind: 'in_progress'; readonly retryAfter: number };

interface Row {
  fingerprint: string;
  status: 'in_progress' | 'completed' | 'released';
  fence: number;
  remaining: string;
  answer_status: number | null;
  answer_headers: string | Record<string, string> | null;
  answer_body: string | null;
}

/**
 * One row per use of a key. It is claimed by an insert that commits on its own, because inside the business transaction a second
 * request with the key would block instead of being answered. Answers may hold tokens, so they are stored encrypted. A row stays when its
 * key is given back: were it made anew, its fence would begin anew too, and a holder from before could take itself for the new one.
 */
@Injectable()
export class IdempotencyStore {
  private readonly current = new AsyncLocalStorage<Claim>();
  private readonly owed = new Set<Claim>();

  constructor(
    private readonly database: Database,
    private readonly cipher: FieldCipher,
  ) {
    database.guardTransactions(() => this.holdFence());
  }

  async claim(use: KeyUse): Promise<ClaimResult> {
    return this.database.detached(async () => {
      if (await this.insert(use)) return { kind: 'claimed', claim: { scope: use.scope, fence: 1 } };
      const row = await this.read(use.scope);
      if (!row) return { kind: 'in_progress', retryAfter: 1 };
      if (row.fingerprint !== '' && row.fingerprint !== use.fingerprint) return { kind: 'other_request' };
      if (row.status === 'completed') return { kind: 'answered', answer: this.answerOf(row) };
      if (row.status === 'in_progress' && Number(row.remaining) > 0) return { kind: 'in_progress', retryAfter: 1 };
      return this.takeOver(use, row.fence);
    });
  }

  /** What runs inside works under the claim: each of its transactions fails as soon as somebody else has taken the key over. */
  async under<T>(claim: Claim, work: () => Promise<T>): Promise<T> {
    return this.current.run(claim, work);
  }

  /** Stores the answer. Inside the business transaction it commits together with the effect. */
  async complete({ scope, fence }: Claim, { status, headers, body }: StoredAnswer): Promise<void> {
    const matched = await this.database.execute(
      `UPDATE platform_idempotency SET status = 'completed', answer_status = ?, answer_headers = ?, answer_body = ?, expires_at = ${KEPT}
       WHERE scope = ? AND fence = ? AND status = 'in_progress'`,
      [status, JSON.stringify(headers), this.cipher.seal(body), scope, fence],
    );
    if (matched !== 1) throw new RequestInProgress();
  }

  /**
   * Gives the key back for any request: what was sent did not count as a use (wrong shape, a failure of ours). While the database cannot be
   * reached the key is owed: one that is not given back answers 409 until its lease is over.
   */
  async abandon(claim: Claim): Promise<void> {
    try {
      await this.giveBack(claim);
    } catch {
      this.owed.add(claim);
    }
  }

  @Every({ name: 'idempotency.give_back', everyMs: 500 })
  async giveBackOwed(): Promise<void> {
    for (const claim of this.owed) {
      await this.giveBack(claim);
      this.owed.delete(claim);
    }
  }

  /** As a unit of work, which is tried again on another connection; the fence makes a late one harmless. */
  private giveBack({ scope, fence }: Claim): Promise<void> {
    const sql =
      "UPDATE platform_idempotency SET status = 'released', fingerprint = '', fence = fence + 1 WHERE scope = ? AND fence = ? AND status = 'in_progress'";
    return this.database.transaction(async () => void (await this.database.execute(sql, [scope, fence])));
  }

  /** First statement of each transaction under a claim: locks the row, so that a take-over waits for the commit or wins before it. */
  private async holdFence(): Promise<void> {
    const claim = this.current.getStore();
    if (!claim) return;
    const matched = await this.database.execute(
      `UPDATE platform_idempotency SET lease_until = ${LEASE} WHERE scope = ? AND fence = ? AND status = 'in_progress'`,
      [claim.scope, claim.fence],
    );
    if (matched !== 1) throw new RequestInProgress();
  }

  private async insert({ scope, key, fingerprint, owner, method, route }: KeyUse): Promise<boolean> {
    try {
      await this.database.execute(
        `INSERT INTO platform_idempotency
           (id, scope, idempotency_key, caller_kind, account_id, method, route, fingerprint, status, fence, lease_until, created_at, expires_at)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, 'in_progress', 1, ${LEASE}, UTC_TIMESTAMP(3), ${KEPT})`,
        [newId('idem'), scope, key, owner.kind, owner.accountId, method, route, fingerprint],
      );
      return true;
    } catch (error) {
      if (isDuplicateKey(error)) return false;
      throw error;
    }
  }

  private async read(scope: string): Promise<Row | undefined> {
    const [row] = await this.database.query<Row>(
      `SELECT fingerprint, status, fence, TIMESTAMPDIFF(MICROSECOND, UTC_TIMESTAMP(3), lease_until) AS remaining, answer_status, answer_headers, answer_body
       FROM platform_idempotency WHERE scope = ?`,
      [scope],
    );
    return row;
  }

  private async takeOver({ scope, fingerprint }: KeyUse, fence: number): Promise<ClaimResult> {
    const matched = await this.database.execute(
      `UPDATE platform_idempotency SET status = 'in_progress', fence = fence + 1, fingerprint = ?, lease_until = ${LEASE}, expires_at = ${KEPT}
       WHERE scope = ? AND fence = ? AND (status = 'released' OR (status = 'in_progress' AND lease_until <= UTC_TIMESTAMP(3)))`,
      [fingerprint, scope, fence],
    );
    return matched === 1 ? { kind: 'claimed', claim: { scope, fence: fence + 1 } } : { kind: 'in_progress', retryAfter: 1 };
  }

  private answerOf(row: Row): StoredAnswer {
    const headers = jsonValue<Record<string, string> | null>(row.answer_headers) ?? {};
    return { status: row.answer_status ?? 200, headers, body: this.cipher.open(row.answer_body ?? '') };
  }
}
