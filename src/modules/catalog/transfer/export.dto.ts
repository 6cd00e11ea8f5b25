import { ApiProperty } from '@nestjs/swagger';
import { Example, OneOf, Optional, QueryOneOf } from '../../../platform/http';
import { FILE_FORMATS, TABLE_FORMATS } from './file-format';
import type { FileFormat } from './file-format';
import { IMPORT_STATUSES } from './import.entity';
import type { CatalogExport, ImportStatus } from './import.entity';

export class ExportQuery {
  /** The form of the file. */
  @Optional()
  @QueryOneOf(TABLE_FORMATS, 'TableFormat', { example: 'shopify_csv' })
  readonly format?: (typeof TABLE_FORMATS)[number] = 'shopify_csv';
}

export class CreateExportRequest {
  /** The form of the file: `jsonl` loses nothing of a product but what it is related to, `csv` has a row for each variant, `shopify_csv` is what Shopify reads. */
  @OneOf(FILE_FORMATS, 'FileFormat', { example: 'jsonl' })
  readonly format!: FileFormat;
}

/** An export, with how far it has come. */
export class ProductExportResponse {
  /** Of the export. @example exp_02ITLcBYoUJdzTUMCSHuv3 */
  readonly id!: string;

  /** The file can be fetched when it is `completed`. */
  @ApiProperty({ enum: IMPORT_STATUSES, enumName: 'ImportStatus', example: 'completed' })
  readonly status!: ImportStatus;

  /** How the file is written. */
  @ApiProperty({ enum: FILE_FORMATS, enumName: 'FileFormat', example: 'jsonl' })
  readonly format!: FileFormat;

  /** Products of the catalogue, archived ones included; null until work has begun. */
  @ApiProperty({ type: 'integer', minimum: 0, nullable: true, example: 22 })
  readonly total!: number | null;

  /** Products written so far. */
  @ApiProperty({ type: 'integer', minimum: 0, example: 22 })
  readonly processed!: number;

  /** Bytes of the file; null until it is whole. */
  @ApiProperty({ type: 'integer', minimum: 0, nullable: true, example: 48211 })
  readonly fileSize!: number | null;

  /** When it was asked for. */
  @Example('2026-11-20T10:00:00.000Z')
  readonly createdAt!: string;

  /** When work on it began; null before. */
  @ApiProperty({ type: 'string', nullable: true, example: '2026-11-20T10:00:01.000Z' })
  readonly startedAt!: string | null;

  /** When it was `completed` or `failed`; null before. */
  @ApiProperty({ type: 'string', nullable: true, example: '2026-11-20T10:00:04.000Z' })
  readonly finishedAt!: string | null;

  static from(job: CatalogExport): ProductExportResponse {
    const { id, status, format, total, processed, fileSize } = job;
    return {
      ...{ id, status, format, total, processed, fileSize },
      createdAt: job.createdAt.toISOString(),
      startedAt: job.startedAt?.toISOString() ?? null,
      finishedAt: job.finishedAt?.toISOString() ?? null,
    };
  }
}
