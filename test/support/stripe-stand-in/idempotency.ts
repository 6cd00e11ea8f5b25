import { StripeProblem } from './problems';

export interface Stored {
  readonly status: number;
  readonly body: object;
}

interface Row {
  readonly fingerprint: string;
  readonly requestId: string;
  answer: Stored | null;
}

/** The first answer under a key is the answer, errors of the execution included; other parameters, or both at once, are refused. */
export class IdempotencyKeys {
  private readonly rows = new Map<string, Row>();

  /** The stored answer and the request that it was given to; null when the request is to be carried out. */
  begin(key: string, fingerprint: string, requestId: string): { readonly answer: Stored; readonly requestId: string } | null {
    const row = this.rows.get(key);
    if (!row) {
      this.rows.set(key, { fingerprint, requestId, answer: null });
      return null;
    }
    if (row.fingerprint !== fingerprint) {
      const message = `Keys for idempotent requests can only be used with the same parameters they were first used with. Try using a key other than '${key}'.`;
      throw new StripeProblem(400, 'idempotency_error', message);
    }
    if (row.answer === null) {
      const message = `There is currently another in-progress request using this Idempotent Key: ${key}`;
      throw new StripeProblem(409, 'idempotency_error', message, { code: 'idempotency_key_in_use' });
    }
    return { answer: row.answer, requestId: row.requestId };
  }

  finish(key: string, answer: Stored): void {
    const row = this.rows.get(key);
    if (row) row.answer = answer;
  }

  /** Nothing was carried out under it. */
  forget(key: string): void {
    this.rows.delete(key);
  }

  /** As Stripe does after a day or more. */
  forgetAll(): void {
    this.rows.clear();
  }
}
