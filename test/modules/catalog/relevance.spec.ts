import { catalogFixture, shopWindow } from './catalog.fixture';
import type { CatalogFixture } from './catalog.fixture';
import { ndcg, readJudgements } from './relevance/judgements';
import type { Judgement } from './relevance/judgements';
import { loadShop } from './relevance/shop';

/** Below what was measured, and above what any single feature's loss would leave. */
const FLOOR = 0.97;
const DEPTH = 10;

interface Score extends Judgement {
  readonly found: readonly string[];
  readonly score: number;
}

let fixture: CatalogFixture;

beforeAll(async () => {
  fixture = await catalogFixture();
  await loadShop(fixture);
}, 300_000);
afterAll(() => fixture.close());

async function measure(): Promise<Score[]> {
  const scores: Score[] = [];
  for (const judgement of readJudgements()) {
    const { page } = await shopWindow(fixture.app).list({ q: judgement.query, limit: DEPTH });
    const found = page.data.map(({ slug }) => slug);
    scores.push({ ...judgement, found, score: ndcg(found, judgement.grades) });
  }
  return scores;
}

const mean = (scores: readonly Score[]): number => scores.reduce((sum, { score }) => sum + score, 0) / scores.length;

/** `RELEVANCE=1 npm test -- relevance` prints every query. */
function report(scores: readonly Score[]): string {
  const lines = scores.map(({ query, score, found, grades }) => {
    const shown = found.map((slug) => `${slug}${grades.has(slug) ? `=${grades.get(slug)}` : ''}`);
    return `${score.toFixed(3)}  ${query}: ${shown.join(' ') || 'nothing'}`;
  });
  const kinds = [...new Set(scores.map(({ kind }) => kind))].map((kind) => {
    const own = scores.filter((score) => score.kind === kind);
    return `${mean(own).toFixed(3)}  [${kind}] of ${own.length}`;
  });
  return [...lines, '', ...kinds, `${mean(scores).toFixed(3)}  mean of ${scores.length}`, ''].join('\n');
}

it('judges products that there are', async () => {
  const rows = await fixture.db.database.query<{ slug: string }>("SELECT slug FROM catalog_product WHERE status = 'published'");
  const known = new Set(rows.map(({ slug }) => slug));
  const judgements = readJudgements();
  expect(judgements.length).toBeGreaterThanOrEqual(120);
  expect(judgements.flatMap(({ grades }) => [...grades.keys()]).filter((slug) => !known.has(slug))).toEqual([]);
  expect(new Set(judgements.map(({ query }) => query)).size).toBe(judgements.length);
});

it('finds what shoppers want, the best of it first', async () => {
  const scores = await measure();
  if (process.env['RELEVANCE']) process.stdout.write(report(scores));
  expect(mean(scores)).toBeGreaterThanOrEqual(FLOOR);
});
