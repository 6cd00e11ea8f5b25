import { withoutControls } from '../../../platform/http';

// Texts of files obey the rules of requests.

/** Of titles, names, SKUs and the like. */
export const inOneLine = withoutControls(false);
/** Of descriptions, which requests allow line breaks and tabs. */
export const inLines = withoutControls(true);

/** The text with `\n` for the line breaks of every system: a file has those of whatever wrote it. */
export const lineFeeds = (text: string): string => (text.includes('\r') ? text.replace(/\r\n?/g, '\n') : text);
