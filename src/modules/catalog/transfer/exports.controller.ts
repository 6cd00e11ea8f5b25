import { Body, Controller, Get, Post, Query } from '@nestjs/common';
import type { StreamableFile } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { CurrentCaller, RequirePermission } from '../../auth';
import type { Caller } from '../../auth';
import { Answers, AnswersText, Idempotent, IdParam, NotFound, Operation, Streams, Tagged } from '../../../platform/http';
import { CreateExportRequest, ExportQuery, ProductExportResponse } from './export.dto';
import { ExportFile } from './export-file';
import { ExportExpired, ExportNotReady } from './export.errors';
import { ExportJobStore } from './export-job.store';

@ApiTags('Admin imports and exports')
@Controller('v1/admin/exports')
export class ExportsController {
  constructor(
    private readonly jobs: ExportJobStore,
    private readonly files: ExportFile,
  ) {}

  @Post()
  @RequirePermission('catalog:read')
  @Idempotent({ required: false, atomic: true })
  @Operation({
    id: 'createExport',
    summary: 'Export products to a file',
    description:
      'All products, archived ones included. The work goes on after the answer: read the export until its status is `completed`, then fetch its file. Importing the file again changes nothing.',
  })
  @Answers(ProductExportResponse, { status: 202, location: '/v1/admin/exports/{id}' })
  async create(@Body() { format }: CreateExportRequest, @CurrentCaller() caller: Caller): Promise<ProductExportResponse> {
    return ProductExportResponse.from(await this.jobs.add(format, caller.accountId ?? null));
  }

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
    return this.files.now(format);
  }

  @Get(':id')
  @RequirePermission('catalog:read')
  @Tagged()
  @Operation({ id: 'getExport', summary: 'Read an export', description: 'How far it has come.', problems: [NotFound] })
  @Answers(ProductExportResponse)
  async get(@IdParam('exp') id: string): Promise<ProductExportResponse> {
    return ProductExportResponse.from(await this.jobs.get(id));
  }

  @Get(':id/file')
  @RequirePermission('catalog:read')
  @Streams('application/octet-stream')
  @Operation({
    id: 'getExportFile',
    summary: 'Fetch the file of an export',
    description: 'As a download, for twelve hours after the export was completed.',
    problems: [NotFound, ExportNotReady, ExportExpired],
  })
  @AnswersText('application/octet-stream', { description: 'The file, as a download.', example: '{"slug":"blue-mug"}' })
  file(@IdParam('exp') id: string): Promise<StreamableFile> {
    return this.files.stored(id);
  }
}
