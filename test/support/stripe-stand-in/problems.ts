export interface ProblemDetails {
  readonly code?: string;
  readonly decline_code?: string;
  readonly param?: string;
  readonly payment_intent?: unknown;
  readonly charge?: string;
}

/** An error as Stripe words it. */
export class StripeProblem extends Error {
  constructor(
    readonly status: number,
    readonly type: 'api_error' | 'card_error' | 'idempotency_error' | 'invalid_request_error',
    message: string,
    readonly details: ProblemDetails = {},
  ) {
    super(message);
  }

  body(): object {
    const { code } = this.details;
    const docs = code === undefined ? {} : { doc_url: `https://stripe.com/docs/error-codes/${code.replaceAll('_', '-')}` };
    return { error: { ...this.details, ...docs, message: this.message, type: this.type } };
  }
}

export const invalid = (message: string, details: ProblemDetails = {}): StripeProblem =>
  new StripeProblem(400, 'invalid_request_error', message, details);

export const missing = (noun: string, id: string, { status = 404, param = 'id' } = {}): StripeProblem =>
  new StripeProblem(status, 'invalid_request_error', `No such ${noun}: '${id}'`, { code: 'resource_missing', param });
