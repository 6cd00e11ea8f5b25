/** Letters, digits and `-._~` need no encoding (RFC 3986, section 2.3), so whoever encodes them only hides what is asked for. */
const ENCODED = /%([46][1-9a-f]|[57][0-9a]|3[0-9]|2[de]|5f|7e)/gi;
/** Of an address as proxies are asked for it: a server must understand that, too (RFC 9112, section 3.2.2). */
const ORIGIN = /^https?:\/\/[^/?]*/i;

/** Path and query of what a request asks for. */
export const originForm = (target: string): string => (target.startsWith('/') ? target : target.replace(ORIGIN, ''));

/** The same as nearly everybody writes it. The router understands other spellings as well, so whoever decides by the address looks at this one. */
export function plainTarget(target: string): string {
  const own = originForm(target);
  return own.includes('%') ? own.replace(ENCODED, (_, code: string) => String.fromCharCode(parseInt(code, 16))) : own;
}
