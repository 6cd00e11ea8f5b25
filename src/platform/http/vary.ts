import type { FastifyReply } from 'fastify';

/** Adds the names of request headers to Vary, each once however it is written. */
export function vary(reply: FastifyReply, names: readonly string[]): void {
  const header = reply.getHeader('vary');
  const known = typeof header === 'string' ? header.split(',').map((name) => name.trim()) : [];
  const lower = new Set(known.map((name) => name.toLowerCase()));
  reply.header('vary', [...known, ...names.filter((name) => !lower.has(name.toLowerCase()))].join(', '));
}
