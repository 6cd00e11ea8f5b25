import type { OperationObject } from './types';

/** What the access decorators of module auth write. */
export interface AccessSpec {
  readonly kind: 'public' | 'customer' | 'guest_or_customer' | 'permission';
  readonly permission?: string;
  readonly owner?: string;
}

const TOKEN_OF: Readonly<Record<string, string>> = { cart: 'cartToken', order: 'orderToken' };

export function securityOf({ kind, owner = '' }: AccessSpec): NonNullable<OperationObject['security']> {
  if (kind === 'public') return [];
  const guest = kind === 'guest_or_customer' ? TOKEN_OF[owner] : undefined;
  return [{ bearer: [] }, ...(guest === undefined ? [] : [{ [guest]: [] }])];
}

/** For people and for the authorisation tests: `public`, `customer`, `owner of the cart`, `permission catalog:write`. */
export function policyOf({ kind, permission, owner }: AccessSpec): string {
  if (kind === 'permission') return `permission ${permission ?? ''}`;
  return kind === 'guest_or_customer' ? `owner of the ${owner ?? ''}` : kind;
}
