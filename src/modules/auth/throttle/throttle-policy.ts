/** How patient we are with one kind of origin: some failures are free, then each further one doubles the pause up to a limit. */
export type ThrottlePolicy = {
  readonly kind: string;
  readonly free: number;
  readonly longestSeconds: number;
};

export const loginPolicies = {
  /** One account from one network: a person who forgot, or a guesser. */
  pair: { kind: 'login-pair', free: 10, longestSeconds: 900 },
  /** One account from everywhere: slowed, never locked, or anybody could lock somebody out. */
  account: { kind: 'login-account', free: 30, longestSeconds: 30 },
  /** One network against all accounts. */
  source: { kind: 'login-source', free: 100, longestSeconds: 900 },
} as const satisfies Record<string, ThrottlePolicy>;

/** Requests that make the shop write to somebody, counted per network. */
export const mailRequestPolicy: ThrottlePolicy = { kind: 'mail-source', free: 100, longestSeconds: 300 };

/** Mails to one account; more are not sent, without a word. */
export const mailboxPolicy: ThrottlePolicy = { kind: 'mail-account', free: 5, longestSeconds: 3600 };

/** A counter is forgotten after an hour without a failure. */
export const FORGET_AFTER_SECONDS = 3600;

export function pauseSeconds(failures: number, policy: ThrottlePolicy): number {
  if (failures <= policy.free) return 0;
  return Math.min(policy.longestSeconds, 2 ** Math.min(failures - policy.free - 1, 30));
}
