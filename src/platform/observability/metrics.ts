import { Injectable } from '@nestjs/common';
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

const SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** What the process counts, for Prometheus. One registry per application; asking twice for a name gives the same instrument. */
@Injectable()
export class Metrics {
  readonly registry = new Registry();

  constructor() {
    collectDefaultMetrics({ register: this.registry });
  }

  /** With `collect` the counter is filled when it is read, from what is counted elsewhere. */
  counter<L extends string>(
    name: string,
    help: string,
    labelNames: readonly L[] = [],
    collect?: (counter: Counter<L>) => void,
  ): Counter<L> {
    const known = this.known(name, Counter<L>);
    if (known) return known;
    const fill = collect && {
      collect(this: Counter<L>) {
        this.reset();
        return collect(this);
      },
    };
    return new Counter({ name, help, labelNames: [...labelNames], registers: [this.registry], ...fill });
  }

  /** With `collect` the gauge is measured when it is read. */
  gauge<L extends string>(
    name: string,
    help: string,
    labelNames: readonly L[] = [],
    collect?: (gauge: Gauge<L>) => void | Promise<void>,
  ): Gauge<L> {
    const known = this.known(name, Gauge<L>);
    if (known) return known;
    const measure = collect && {
      collect(this: Gauge<L>) {
        return collect(this);
      },
    };
    return new Gauge({ name, help, labelNames: [...labelNames], registers: [this.registry], ...measure });
  }

  histogram<L extends string>(
    name: string,
    help: string,
    labelNames: readonly L[] = [],
    buckets: readonly number[] = SECONDS,
  ): Histogram<L> {
    const config = { name, help, labelNames: [...labelNames], buckets: [...buckets], registers: [this.registry] };
    return this.known(name, Histogram<L>) ?? new Histogram(config);
  }

  private known<T extends object>(name: string, type: abstract new (...args: never[]) => T): T | undefined {
    const metric: unknown = this.registry.getSingleMetric(name);
    return metric instanceof type ? metric : undefined;
  }
}
