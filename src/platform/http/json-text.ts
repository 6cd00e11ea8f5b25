/** An answer that is JSON already: what would be the same for many requests is written once. */
export class JsonText {
  constructor(
    readonly json: string,
    /** What cannot be read off the text: for headers, and the topics of `Changes` that it depends on. Without those it is not kept. */
    readonly facts: { readonly nextCursor?: string | null; readonly language?: string; readonly topics?: readonly string[] } = {},
  ) {}
}
