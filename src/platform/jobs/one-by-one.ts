/** Does the work for one after the other. One that fails is told, and does not hold up the others. */
export async function oneByOne<T>(
  items: readonly T[],
  work: (item: T) => Promise<unknown>,
  failed: (error: unknown, item: T) => void,
): Promise<void> {
  for (const item of items) await work(item).catch((error: unknown) => failed(error, item));
}
