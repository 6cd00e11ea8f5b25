/** What the operations on translations say about themselves, whatever is translated. */
export const LOCALE_PARAM = { name: 'locale', description: 'A language, with a region perhaps: `de`, `de-AT`.', example: 'de' };
export const LIST_WORDS = 'In all languages but its own. The ETag is what a change of them asks for. The list has no further pages.';
export const PUT_WORDS = 'Replaces what was there. A language that the shop does not speak yet (`LOCALES`) is kept until it does.';
export const DELETE_WORDS = 'It is said in the language behind it again.';
