/** The same items, each made while the one before it is worked on. What fails while being made fails in its place. */
export async function* ahead<T>(items: AsyncGenerator<T>): AsyncGenerator<T, void, undefined> {
  try {
    let next = made(items);
    for (let item = await next; !item.done; item = await next) {
      next = made(items);
      yield item.value;
    }
  } finally {
    await items.return(undefined);
  }
}

/** Nobody may be waiting for it yet when it fails. */
function made<T>(items: AsyncGenerator<T>): Promise<IteratorResult<T>> {
  const next = items.next();
  next.catch(() => undefined);
  return next;
}
