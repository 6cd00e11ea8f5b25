let shortest = Number.POSITIVE_INFINITY;

export function notePoolWait(milliseconds: number): void {
  if (milliseconds < shortest) shortest = milliseconds;
}

/** The shortest wait for a connection since this was last asked: what everybody waits is a queue, what one of them waits is chance. */
export function shortestPoolWait(): number {
  const wait = Number.isFinite(shortest) ? shortest : 0;
  shortest = Number.POSITIVE_INFINITY;
  return wait;
}
