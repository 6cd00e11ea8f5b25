/**
 * Whether there is one Host header, and it names a host (RFC 9112, section 3.2). Of two, Node would tell us the first, and whoever stands before us
 * may have gone by the second.
 */
export function namesOneHost(rawHeaders: readonly string[]): boolean {
  const [host, ...others] = hostsIn(rawHeaders);
  return host !== undefined && others.length === 0 && !/[\s/?#@\\]/.test(host);
}

export const hostsIn = (rawHeaders: readonly string[]): readonly string[] =>
  rawHeaders.filter((_, index) => index % 2 === 1 && rawHeaders[index - 1]?.toLowerCase() === 'host');
