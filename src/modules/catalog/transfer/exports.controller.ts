import { Controller, Get, Query, StreamableFile } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { RequirePermission } from '../../auth';
import { AnswersText, Operation, Optional, QueryOneOf, Streams } from '../../../platform/http';
import { IMPORT_FORMATS } from './import.entity';
import type { ImportFormat } from './import.entity';
import { ProductExport } from './product-export';

export class ExportQuery {
  /** The form of the file. */
  @Optional()
  @QueryOneOf(IMPORT_FORMATS, 'ExportFormat', { example: 'shopify_csv' })
  readonly format?: ImportFormat = 'shopify_csv';
}

@ApiTags('Admin imports and exports')
@Controller('v1/admin/exports')
export class ExportsController {
  constructor(private readonly products: ProductExport) {}

  @Get('products.csv')
  @RequirePermission('catalog:read')
  @Streams('text/csv')
  @Operation({
    id: 'exportProducts',
    summary: 'Export products',
    description:
      "All products in Shopify's format, columns that it knows and we do not model included. Importing the file again changes nothing. Prices in further currencies, categories and tax categories have columns of their own, which Shopify passes over. Cells are exactly the stored texts: open the file with a spreadsheet that does not run formulas, or import the column as text.",
  })
  @AnswersText('text/csv', { description: 'The file, as a download.', example: 'Handle,Title,Variant Price\nblue-mug,Blue Mug,19.99\n' })
  export(@Query() { format }: ExportQuery): StreamableFile {
    return new StreamableFile(this.products.file(format), {
      type: 'text/csv; charset=utf-8; header=present',
      disposition: 'attachment; filename="products.csv"',
    });
  }
}
