import sanitizeHtml from 'sanitize-html';
import { isPlainHtml } from './plain-html';

const ALLOWED: sanitizeHtml.IOptions = {
  allowedTags: [
    ...['h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'p', 'br', 'hr', 'div', 'span', 'blockquote', 'pre', 'code'],
    ...['ul', 'ol', 'li', 'dl', 'dt', 'dd', 'strong', 'em', 'b', 'i', 'u', 's', 'small', 'sub', 'sup'],
    ...['table', 'caption', 'thead', 'tbody', 'tfoot', 'tr', 'th', 'td', 'a', 'img', 'figure', 'figcaption'],
  ],
  allowedAttributes: {
    a: ['href', 'title'],
    img: ['src', 'alt', 'width', 'height'],
    th: ['colspan', 'rowspan'],
    td: ['colspan', 'rowspan'],
  },
  allowedSchemes: ['http', 'https', 'mailto'],
  allowedSchemesByTag: { img: ['http', 'https'] },
  allowProtocolRelative: false,
  nestingLimit: 32,
};
const MOST_ROUNDS = 10;
const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" };

/** Keeps what an allow-list knows; scripts, styles, frames, event handlers and odd link schemes go. Cleaning twice changes nothing. */
export function cleanHtml(html: string): string {
  const text = html.normalize('NFC');
  return isPlainHtml(text) ? text.trim() : sanitised(text);
}

/** The same for any text, at ten times the cost. */
export function sanitised(html: string): string {
  let clean = html;
  // What is left of broken tags may read as other tags the next time, so it is cleaned until nothing changes.
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    const before = clean;
    clean = sanitizeHtml(before, ALLOWED).trim();
    if (clean === before) break;
  }
  return clean;
}

/** The words of a description, for search. */
export function plainText(html: string): string {
  if (isPlainHtml(html))
    return html
      .replace(/<[^>]*>|\s+/gu, ' ')
      .replace(/ +/g, ' ')
      .trim();
  const text = sanitizeHtml(html.replaceAll('<', ' <'), { allowedTags: [], allowedAttributes: {} });
  return text
    .replace(/&(amp|lt|gt|quot|#39);/g, (_, name: string) => ENTITIES[name] ?? ' ')
    .replace(/\s+/gu, ' ')
    .trim();
}
