/** An answer that is JSON already: what would be the same for many requests is written once. */
export class JsonText {
  constructor(
    readonly json: string,
    /** What headers are made from, and cannot be read off the text. */
    readonly facts: { readonly nextCursor?: string | null; readonly language?: string } = {},
  ) {}
}
