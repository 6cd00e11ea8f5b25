/** Rejects when the answer takes longer. The call itself goes on: what it does on the other side is unknown then. */
export async function withinTime<T>(answer: Promise<T>, timeoutMs: number): Promise<T> {
  const signal = AbortSignal.timeout(timeoutMs);
  const late = new Promise<never>((_, reject) => signal.addEventListener('abort', () => reject(signal.reason), { once: true }));
  return Promise.race([answer, late]);
}
