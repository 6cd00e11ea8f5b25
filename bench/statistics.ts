/** The nearest-rank percentile; 0 when there is nothing. */
export function percentile(values: readonly number[], percent: number): number {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.max(0, Math.ceil((percent / 100) * sorted.length) - 1)] ?? 0;
}

export const median = (values: readonly number[]): number => percentile(values, 50);

/** One round of one server. */
export interface Sample {
  readonly turns: number;
  readonly refused: number;
  readonly milliseconds: number;
  readonly latencies: readonly number[];
  /** Of the server's process, in microseconds. */
  readonly cpu: number;
  /** Of the database, in microseconds. */
  readonly databaseCpu: number;
  readonly statements: number;
}

/** What the rounds of one server come to. */
export interface Figures {
  /** Turns a second. */
  readonly rate: number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  /** Microseconds a turn. */
  readonly cpu: number;
  readonly databaseCpu: number;
  /** A turn. */
  readonly statements: number;
  /** Turns that ended with 503 or 429; they count nowhere else. */
  readonly refused: number;
}

/** The rate is the median of the rounds, so that one disturbed round does not count; everything else is taken over all turns. */
export function figuresOf(samples: readonly Sample[]): Figures {
  const latencies = samples.flatMap((sample) => sample.latencies);
  const turns = Math.max(
    1,
    sum(samples, ({ turns }) => turns),
  );
  return {
    rate: median(samples.map(({ turns, milliseconds }) => (1000 * turns) / milliseconds)),
    p50: percentile(latencies, 50),
    p95: percentile(latencies, 95),
    p99: percentile(latencies, 99),
    cpu: sum(samples, ({ cpu }) => cpu) / turns,
    databaseCpu: sum(samples, ({ databaseCpu }) => databaseCpu) / turns,
    statements: sum(samples, ({ statements }) => statements) / turns,
    refused: sum(samples, ({ refused }) => refused),
  };
}

/**
 * The shop's share of the bare server's, from pairs measured one after the other: neighbours in time share the same noise. The median of
 * the pairs' quotients.
 */
export function pairedRatio(shop: readonly number[], bare: readonly number[]): number {
  return median(shop.flatMap((value, index) => (bare[index] ? [value / bare[index]] : [])));
}

function sum(samples: readonly Sample[], of: (sample: Sample) => number): number {
  return samples.reduce((total, sample) => total + of(sample), 0);
}
