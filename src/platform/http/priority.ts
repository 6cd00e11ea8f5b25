import { plainTarget } from './request-target';

/** From what is given up last to what is given up first. */
export type Priority = 'vital' | 'urgent' | 'starting' | 'ordinary' | 'deferrable';

const STAFF = '/v1/admin/';

/** What a route says about its worth. */
export interface Worth {
  readonly priority?: Priority;
  /** Addresses that ask so much of the operation that it is `deferrable`. */
  readonly deferrableWhen?: RegExp;
}

/** Of one request: what staff read may wait, and so may what its address asks too much of. */
export function priorityOf({ priority, deferrableWhen }: Worth, method: string, url: string): Priority {
  if (priority !== undefined) return priority;
  const plain = plainTarget(url);
  const staffRead = plain.startsWith(STAFF) && (method === 'GET' || method === 'HEAD');
  return staffRead || deferrableWhen?.test(plain) ? 'deferrable' : 'ordinary';
}
