import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { mutants } from './mutants';

const ROOT = join(__dirname, '..', '..', '..');
const occurrences = (text: string, part: string): number => text.split(part).length - 1;

it('names each guard once, and there are enough of them', () => {
  expect(mutants.length).toBeGreaterThanOrEqual(30);
  expect(new Set(mutants.map(({ name }) => name)).size).toBe(mutants.length);
});

it.each(mutants.map((mutant) => [mutant.name, mutant] as const))(
  'finds the guard %s where it says, and tests to miss it',
  (_, { file, find, replace, tests }) => {
    expect(occurrences(readFileSync(join(ROOT, file), 'utf8'), find)).toBe(1);
    expect(replace).not.toBe(find);
    expect(tests.length).toBeGreaterThan(0);
    expect(tests.filter((test) => !existsSync(join(ROOT, test)))).toEqual([]);
  },
);
