import { ReturnUrlNotAllowed } from './payments.errors';

const MAX_LENGTH = 2048;

/**
 * Where a gateway's page may send the customer back to: an absolute http or https address without credentials. It is the shop front's own
 * address, given by its authenticated owner; nothing is decided when somebody arrives there.
 */
export function checkedReturnUrl(text: string | null | undefined): string | null {
  if (text === null || text === undefined) return null;
  if (text.length > MAX_LENGTH || !URL.canParse(text)) throw new ReturnUrlNotAllowed();
  const url = new URL(text);
  if (!['http:', 'https:'].includes(url.protocol) || url.username !== '' || url.password !== '') throw new ReturnUrlNotAllowed();
  return url.href;
}
