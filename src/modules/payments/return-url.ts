import { ReturnUrlNotAllowed } from './payments.errors';

const MAX_LENGTH = 2048;

/**
 * Where a gateway's page may send the customer back to: an absolute http or https address without credentials, of a shop front that the
 * configuration names. A link to a payment page would otherwise lead to wherever its sender likes, with the bank's good name on it.
 */
export function checkedReturnUrl(text: string | null | undefined, origins: readonly string[]): string | null {
  if (text === null || text === undefined) return null;
  if (text.length > MAX_LENGTH || !URL.canParse(text)) throw new ReturnUrlNotAllowed();
  const url = new URL(text);
  if (!['http:', 'https:'].includes(url.protocol) || url.username !== '' || url.password !== '') throw new ReturnUrlNotAllowed();
  if (!origins.includes(url.origin)) throw new ReturnUrlNotAllowed();
  return url.href;
}
