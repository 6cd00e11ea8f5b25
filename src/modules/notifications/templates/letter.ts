/** What a mail says, once; the plain text and the HTML are both made of it. */
export type Letter = {
  readonly subject: string;
  readonly paragraphs: readonly string[];
  /** The one thing to do. `code` is what the link carries, for those who type. */
  readonly action?: { readonly label: string; readonly url: string; readonly code?: string };
  readonly rows?: readonly (readonly [label: string, value: string])[];
  readonly closing?: string;
};

export type Rendered = { readonly subject: string; readonly text: string; readonly html: string };

const SIGNATURE = 'Your shop';

export function render(letter: Letter): Rendered {
  return { subject: letter.subject, text: textOf(letter), html: htmlOf(letter) };
}

function textOf({ paragraphs, action, rows = [], closing }: Letter): string {
  const parts = [
    ...paragraphs,
    ...(rows.length > 0 ? [rows.map(([label, value]) => `${label}: ${value}`).join('\n')] : []),
    ...(action ? [`${action.label}:\n${action.url}`] : []),
    ...(action?.code ? [`The code in the link:\n${action.code}`] : []),
    ...(closing ? [closing] : []),
    SIGNATURE,
  ];
  return `${parts.join('\n\n')}\n`;
}

function htmlOf({ subject, paragraphs, action, rows = [], closing }: Letter): string {
  const cells = rows.map(([label, value]) => `<tr><td>${escapeHtml(label)}</td><td align="right">${escapeHtml(value)}</td></tr>`).join('');
  const parts = [
    ...paragraphs.map(paragraph),
    rows.length > 0 ? `<table role="presentation" width="100%" cellpadding="4">${cells}</table>` : '',
    action ? `<p><a href="${escapeHtml(action.url)}">${escapeHtml(action.label)}</a></p>` : '',
    action?.code ? `<p>The code in the link:<br><code>${escapeHtml(action.code)}</code></p>` : '',
    closing ? paragraph(closing) : '',
    paragraph(SIGNATURE),
  ];
  const body = parts.filter(Boolean).join('\n');
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>${escapeHtml(subject)}</title></head>
<body style="font-family: sans-serif; max-width: 40em; margin: 0 auto; padding: 1em">
${body}
</body>
</html>
`;
}

const paragraph = (text: string): string => `<p>${escapeHtml(text)}</p>`;

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
}
