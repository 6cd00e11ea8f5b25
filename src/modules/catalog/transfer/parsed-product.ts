import type { ProductDraft } from '../catalog-draft';
import type { StoredProduct } from '../product-content';
import type { RowProblem } from './csv-records';

/** A product of a file, whatever the file's format. */
export interface TakenProduct {
  readonly kind: 'product';
  /** On which the product begins. */
  readonly line: number;
  readonly slug: string;
  /** About how much of the file it is; groups are made by it. */
  readonly size: number;
  /** What becomes of it: what the file says, and for the rest what is stored already. */
  readonly draftFor: (stored: StoredProduct | undefined) => ProductDraft;
}

/** All that is wrong with a product. One with a wrong row is not imported in part. */
export interface RefusedProduct {
  readonly kind: 'refused';
  readonly line: number;
  readonly problems: readonly RowProblem[];
}

export type FileProduct = TakenProduct | RefusedProduct;
