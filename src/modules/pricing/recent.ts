const FRESH_MS = 500;
const MAX_KEPT = 500;

interface Kept<V> {
  readonly value: V;
  readonly since: number;
}

/**
 * What was read half a second ago at most, by this process. For showing prices, never for charging them. Values are kept, not promises: nobody
 * waits for a connection that somebody else's transaction holds.
 */
export class Recent<V> {
  private readonly kept = new Map<string, Kept<V>>();

  async get(key: string, read: () => Promise<V>): Promise<V> {
    const now = performance.now();
    const found = this.kept.get(key);
    if (found && now - found.since < FRESH_MS) return found.value;
    const value = await read();
    if (this.kept.size >= MAX_KEPT) this.kept.clear();
    this.kept.set(key, { value, since: now });
    return value;
  }

  /** After a change by this process, so that whoever made it sees it at once. */
  clear(): void {
    this.kept.clear();
  }
}
