import { hash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Config } from '../../../platform/config';

/** What pages say of a product, and how. Raised with every change of that; `page-form.spec.ts` tells when somebody forgot. */
export const FORM = 1;

/** Leaves a column of 32 bits room for a thousand million changes of a product. */
const SEALS = 2 ** 30;

/**
 * The version that a page is stored with: its product's, moved by a number that stands for everything else that decides what it says. So a page
 * of another release, or from before the shop changed its first language, is of another version, for either of them.
 */
@Injectable()
export class PageVersion {
  private readonly seal: number;

  constructor({ defaultLocale }: Config) {
    this.seal = Number.parseInt(hash('sha256', JSON.stringify([FORM, defaultLocale])).slice(0, 8), 16) % SEALS;
  }

  /** Of a page that is written now, of the product in this version. */
  of(productVersion: number): number {
    return productVersion + this.seal;
  }

  /** Whether the page `g` is of the present version of the product `p`. */
  get isPresent(): string {
    return `g.version = p.version + ${this.seal}`;
  }
}
