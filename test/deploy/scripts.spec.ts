import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const { scripts } = JSON.parse(readFileSync(join(__dirname, '../../package.json'), 'utf8')) as { scripts: Record<string, string> };

/** What a clone has before anything is installed. `start:prod` runs where the image has installed and built. */
const AT_HAND = /^(node deploy\/local\/|npm run --silent )/;

describe('The scripts of package.json', () => {
  const others = Object.entries(scripts).filter(([name]) => name !== 'start:prod');

  it.each(others)('%s begins with something that a fresh clone has', (_name, script) => {
    expect(script).toMatch(AT_HAND);
  });

  it.each(others)('%s calls only scripts that exist', (_name, script) => {
    for (const [, called = ''] of script.matchAll(/npm run --silent (\S+)/g)) expect(Object.keys(scripts)).toContain(called);
  });
});
