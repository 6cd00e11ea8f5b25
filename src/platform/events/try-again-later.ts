/**
 * Thrown by a listener that cannot do its work yet and knows when it can: the event is delivered again then. Waiting longer after each
 * failure would look past that moment, in the end by minutes.
 */
export class TryAgainLater extends Error {
  constructor(
    why: string,
    readonly afterSeconds: number,
  ) {
    super(why);
    this.name = 'TryAgainLater';
  }
}
