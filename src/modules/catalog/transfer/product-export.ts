import type { Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import { Config } from '../../../platform/config';
import type { ProductDraft } from '../catalog-draft';
import { CatalogReader } from '../catalog-reader';
import type { ImportFormat } from './import.entity';
import { writeShopifyCsv } from './shopify-csv-writer';

@Injectable()
export class ProductExport {
  constructor(
    private readonly config: Config,
    private readonly reader: CatalogReader,
  ) {}

  /** The whole catalogue, a batch in memory at a time. */
  file(format: ImportFormat = 'shopify_csv'): Readable {
    const writers: Readonly<Record<ImportFormat, typeof writeShopifyCsv>> = { shopify_csv: writeShopifyCsv };
    return writers[format](() => this.products(), this.config.defaultCurrency);
  }

  private async *products(): AsyncGenerator<ProductDraft> {
    for await (const batch of this.reader.exportBatches()) yield* batch;
  }
}
