import { isIPv6 } from 'node:net';

const MAPPED = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i;

/** What one subscriber has: an IPv4 address, or the /64 of an IPv6 address, inside which everybody can pick addresses at will. */
export function networkOf(source: string): string {
  const mapped = MAPPED.exec(source)?.[1];
  if (mapped) return mapped;
  const address = source.split('%')[0] ?? '';
  if (!isIPv6(address)) return source;
  return `${groupsOf(address).slice(0, 4).join(':')}::/64`;
}

function groupsOf(address: string): string[] {
  const [head = '', tail] = address.toLowerCase().split('::');
  const left = head.split(':').filter(Boolean);
  const right = (tail ?? '').split(':').filter(Boolean);
  const gap = tail === undefined ? 0 : Math.max(0, 8 - left.length - right.length);
  return [...left, ...Array<string>(gap).fill('0'), ...right].map((group) => group.replace(/^0+(?=.)/, ''));
}
