import type { z } from 'zod';
import type { RowProblem } from './csv-records';
import { draftOf } from './document-draft';
import type { PriceTold } from './document-draft';
import type { FileProduct } from './parsed-product';
import { productDocument } from './product-document';
import type { ProductDocument } from './product-document';
import { SeenInFile } from './seen-in-file';

/** What stands in a file for one product. */
export interface RawDocument {
  readonly line: number;
  /** Of each variant, where they have lines of their own. */
  readonly variantLines?: readonly number[];
  /** How long it is in the file, in characters. */
  readonly size: number;
  readonly value: unknown;
  readonly problems: readonly RowProblem[];
}

/** Makes products of documents, and refuses each that is no document of a product, or that the file has twice. */
export class DocumentReader {
  private readonly seen = new SeenInFile();

  constructor(
    private readonly currencies: readonly string[],
    private readonly told?: PriceTold,
  ) {}

  read({ line, variantLines = [], size, value, problems }: RawDocument): FileProduct {
    const parsed = productDocument.safeParse(value);
    const lineOf = ([field, index]: readonly PropertyKey[]): number => (field === 'variants' && variantLines[Number(index)]) || line;
    const found = parsed.success
      ? this.check(parsed.data, line)
      : parsed.error.issues.map((issue) => ({ line: lineOf(issue.path), problem: explain(issue) }));
    const all = [...problems, ...found];
    if (!parsed.success || all.length > 0) return { kind: 'refused', line, problems: all };
    const document = parsed.data;
    return { kind: 'product', line, slug: document.slug, size, draftFor: (stored) => draftOf(document, stored, this.told) };
  }

  private check(document: ProductDocument, line: number): RowProblem[] {
    const earlier = this.seen.product(document.slug, line);
    const problems = earlier === undefined ? [] : [`The product "${document.slug}" is on line ${earlier} too. Keep one of them.`];
    for (const { sku, prices = [], compareAt = [] } of document.variants ?? []) {
      const line2 = sku ? this.seen.sku(sku, line) : undefined;
      if (line2 !== undefined) problems.push(`The SKU "${sku}" is on line ${line2} too. A SKU names one variant; change one of them.`);
      const foreign = [...prices, ...compareAt].find(({ currency }) => !this.currencies.includes(currency));
      if (foreign) problems.push(`A price is in ${foreign.currency}; the shop trades in ${this.currencies.join(', ')}.`);
    }
    return problems.map((problem) => ({ line, problem }));
  }
}

/** What is wrong, without the characters that are wrong. */
export function explain(issue: z.core.$ZodIssue): string {
  const { message } = (issue.code === 'invalid_key' && issue.issues[0]) || issue;
  const problem = issue.path.length === 0 ? `${message}.` : `${issue.path.map(String).join('.')}: ${message}.`;
  return problem.replace(/[\p{Cc}\p{Cs}]/gu, '\ufffd');
}
