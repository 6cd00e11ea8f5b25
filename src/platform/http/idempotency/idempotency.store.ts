import { Injectable } from '@nestjs/common';
import { Database, claimOfWork, isConnectionLost, isDuplicateKey, jsonValue, workUnder } from '../../database';
import { Every } from '../../jobs';
import { newId } from '../../ids';
import { FieldCipher } from '../../security';
import { RequestInProgress } from './idempotency.errors';
import type { KeyOwner } from './key-owner';

const LEASE = 'UTC_TIMESTAMP(3) + INTERVAL 30 SECOND';
const KEPT = 'UTC_TIMESTAMP(3) + INTERVAL 48 HOUR';
const GIVE_BACK_MS = 500;
/** What was sent over a connection that broke may still arrive; longer than a lease nobody needs to try. */
const GIVE_BACK_TRIES = 80;
const GIVE_BACK_BATCH = 100;

/** One key, used by one caller on one route for one request. */
export interface KeyUse {
  readonly scope: string;
  readonly key: string;
  readonly fingerprint: string;
  readonly owner: KeyOwner;
  readonly method: string;
  readonly route: string;
}

/** The right to work on a request; `holder` names this claim, and `fence` says how many had the key before. */
export interface Claim {
  readonly scope: string;
  readonly fence: number;
  readonly holder: string;
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
  /** Claims to give back, by holder, and how often that is still tried. */
  private readonly owed = new Map<string, { readonly scope: string; readonly tries: number }>();

  constructor(
    private readonly database: Database,
    private readonly cipher: FieldCipher,
  ) {
    database.guardTransactions(() => this.holdFence());
  }

  async claim(use: KeyUse): Promise<ClaimResult> {
    const holder = newId('idem');
    try {
      return await this.database.detached(() => this.tryToClaim(use, holder));
    } catch (error) {
      // The answer got lost, the claim perhaps not: the client would be told "in progress" for a whole lease, although nobody works on it.
      if (isConnectionLost(error)) this.owe({ scope: use.scope, holder });
      throw error;
    }
  }

  private async tryToClaim(use: KeyUse, holder: string): Promise<ClaimResult> {
    const { scope } = use;
    if (await this.insert(use, holder)) return { kind: 'claimed', claim: { scope, fence: 1, holder } };
    const row = await this.read(scope);
    if (!row) return { kind: 'in_progress', retryAfter: 1 };
    if (row.fingerprint !== '' && row.fingerprint !== use.fingerprint) return { kind: 'other_request' };
    if (row.status === 'completed') return { kind: 'answered', answer: this.answerOf(row) };
    if (row.status === 'in_progress' && Number(row.remaining) > 0) return { kind: 'in_progress', retryAfter: 1 };
    return this.takeOver(use, { scope, fence: row.fence + 1, holder });
  }

  /** What runs inside works under the claim: each of its transactions fails as soon as somebody else has taken the key over. */
  under<T>(claim: Claim, work: () => Promise<T>): Promise<T> {
    return workUnder(claim, work);
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
      await this.giveBack([claim]);
    } catch {
      this.owe(claim);
    }
  }

  @Every({ name: 'idempotency.give_back', everyMs: GIVE_BACK_MS, everywhere: true })
  async giveBackOwed(): Promise<void> {
    const debts = [...this.owed].map(([holder, debt]) => ({ holder, ...debt }));
    for (let start = 0; start < debts.length; start += GIVE_BACK_BATCH) {
      const some = debts.slice(start, start + GIVE_BACK_BATCH);
      await this.giveBack(some);
      for (const { holder, scope, tries } of some) {
        if (tries > 1) this.owed.set(holder, { scope, tries: tries - 1 });
        else this.owed.delete(holder);
      }
    }
  }

  private owe({ scope, holder }: Pick<Claim, 'scope' | 'holder'>): void {
    this.owed.set(holder, { scope, tries: GIVE_BACK_TRIES });
  }

  /** As a unit of work, which is tried again on another connection. A holder is never two: nobody else's claim is touched, however late this comes. */
  private giveBack(claims: readonly Pick<Claim, 'scope' | 'holder'>[]): Promise<void> {
    const sql =
      "UPDATE platform_idempotency SET status = 'released', fingerprint = '', fence = fence + 1 WHERE scope IN (?) AND holder IN (?) AND status = 'in_progress'";
    const params = [claims.map(({ scope }) => scope), claims.map(({ holder }) => holder)];
    return this.database.transaction(async () => void (await this.database.execute(sql, params)));
  }

  /** First statement of each transaction under a claim: locks the row, so that a take-over waits for the commit or wins before it. */
  private async holdFence(): Promise<void> {
    const claim = claimOfWork() as Claim | undefined;
    if (!claim) return;
    const matched = await this.database.execute(
      `UPDATE platform_idempotency SET lease_until = ${LEASE} WHERE scope = ? AND fence = ? AND status = 'in_progress'`,
      [claim.scope, claim.fence],
    );
    if (matched !== 1) throw new RequestInProgress();
  }

  private async insert({ scope, key, fingerprint, owner, method, route }: KeyUse, holder: string): Promise<boolean> {
    try {
      await this.database.execute(
        `INSERT INTO platform_idempotency
           (id, holder, scope, idempotency_key, caller_kind, account_id, method, route, fingerprint, status, fence, lease_until, created_at, expires_at)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 'in_progress', 1, ${LEASE}, UTC_TIMESTAMP(3), ${KEPT})`,
        [holder, holder, scope, key, owner.kind, owner.accountId, method, route, fingerprint],
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

  private async takeOver({ fingerprint }: KeyUse, claim: Claim): Promise<ClaimResult> {
    const { scope, fence, holder } = claim;
    const matched = await this.database.execute(
      `UPDATE platform_idempotency SET status = 'in_progress', fence = fence + 1, holder = ?, fingerprint = ?, lease_until = ${LEASE}, expires_at = ${KEPT}
       WHERE scope = ? AND fence = ? AND (status = 'released' OR (status = 'in_progress' AND lease_until <= UTC_TIMESTAMP(3)))`,
      [holder, fingerprint, scope, fence - 1],
    );
    return matched === 1 ? { kind: 'claimed', claim } : { kind: 'in_progress', retryAfter: 1 };
  }

  private answerOf(row: Row): StoredAnswer {
    const headers = jsonValue<Record<string, string> | null>(row.answer_headers) ?? {};
    return { status: row.answer_status ?? 200, headers, body: this.cipher.open(row.answer_body ?? '') };
  }
}
