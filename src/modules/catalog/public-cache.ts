/** Long enough to take a rush on a page, short enough that a price change is everywhere within a minute or two. */
const PUBLIC = { maxAge: 30, sMaxAge: 60, staleWhileRevalidate: 60 } as const;

/** For answers in the language of whoever asks. */
export const SPOKEN = { ...PUBLIC, varies: ['accept-language'], kept: true } as const;
