export interface Bar {
  readonly label: string;
  /** The share of the bare server. */
  readonly value: number;
}

const ROW = 26;
const LEFT = 170;
const WIDTH = 720;
const RIGHT = 70;
const TOP = 40;
/** From 1/64 to 4, each grid line twice the one before: shares are compared by their quotients. */
const LOWEST = -6;
const HIGHEST = 2;

/** Horizontal bars on a logarithmic scale. Readable on white and on dark pages, because it brings its own background. */
export function barPlot(title: string, bars: readonly Bar[]): string {
  const height = TOP + bars.length * ROW + 34;
  const bottom = TOP + bars.length * ROW;
  const grid = Array.from({ length: HIGHEST - LOWEST + 1 }, (_, step) => gridLine(LOWEST + step, bottom));
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="${escaped(title)}" font-family="sans-serif" font-size="12">`,
    `<rect width="${WIDTH}" height="${height}" fill="#ffffff"/>`,
    `<text x="12" y="22" font-size="14" fill="#111111">${escaped(title)}</text>`,
    ...grid,
    ...bars.map((bar, row) => drawn(bar, TOP + row * ROW)),
    '</svg>',
    '',
  ].join('\n');
}

/** Where a share lies, within the frame. */
export function xOf(value: number): number {
  const exponent = Math.min(HIGHEST, Math.max(LOWEST, Math.log2(value)));
  const share = (exponent - LOWEST) / (HIGHEST - LOWEST);
  return Math.round(10 * (LEFT + share * (WIDTH - LEFT - RIGHT))) / 10;
}

function gridLine(exponent: number, bottom: number): string {
  const x = xOf(2 ** exponent);
  const label = exponent < 0 ? `1/${2 ** -exponent}` : String(2 ** exponent);
  const colour = exponent === 0 ? '#c0392b' : '#dddddd';
  return `<line x1="${x}" y1="${TOP - 6}" x2="${x}" y2="${bottom}" stroke="${colour}"/><text x="${x}" y="${bottom + 18}" text-anchor="middle" fill="#555555">${label}</text>`;
}

function drawn({ label, value }: Bar, y: number): string {
  const end = xOf(value);
  return [
    `<text x="${LEFT - 8}" y="${y + 15}" text-anchor="end" fill="#111111">${escaped(label)}</text>`,
    `<rect x="${LEFT}" y="${y + 4}" width="${Math.max(1, Math.round(10 * (end - LEFT)) / 10)}" height="${ROW - 10}" fill="#2f6f9f"/>`,
    `<text x="${end + 6}" y="${y + 15}" fill="#111111">${value.toFixed(2)}</text>`,
  ].join('');
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}
