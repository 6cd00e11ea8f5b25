import type { Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import { Config } from '../../../platform/config';
import type { ProductDraft } from '../catalog-draft';
import { CatalogReader } from '../catalog-reader';
import type { FileFormat } from './file-format';
import { writeJsonLines } from './json-lines';
import { writePlainCsv } from './plain-csv-writer';
import { writeShopifyCsv } from './shopify-csv-writer';

@Injectable()
export class ProductExport {
  constructor(
    private readonly config: Config,
    private readonly reader: CatalogReader,
  ) {}

  /** The whole catalogue, a batch in memory at a time. `note` hears how many products were read; some formats read all of them twice. */
  file(format: FileFormat = 'shopify_csv', note: (share: number) => Promise<void> = async () => undefined): Readable {
    const { defaultCurrency, currencies } = this.config;
    const writers: Readonly<Record<FileFormat, () => Readable>> = {
      shopify_csv: () => writeShopifyCsv(() => this.products(note, 1 / 2), defaultCurrency),
      csv: () => writePlainCsv(() => this.products(note, 1), currencies),
      jsonl: () => writeJsonLines(() => this.products(note, 1)),
    };
    return writers[format]();
  }

  private async *products(note: (share: number) => Promise<void>, weight: number): AsyncGenerator<ProductDraft> {
    for await (const batch of this.reader.exportBatches()) {
      yield* batch;
      await note(batch.length * weight);
    }
  }
}
