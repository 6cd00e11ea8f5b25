import { ApiProperty } from '@nestjs/swagger';
import { Example } from '../../../platform/http';
import { FILE_FORMATS } from './file-format';
import type { FileFormat } from './file-format';
import { IMPORT_STATUSES } from './import.entity';
import type { CatalogImport, ImportStatus } from './import.entity';
import type { ImportReport } from './import-job.store';

/** What is wrong with a row of the file. */
export class ImportRowProblem {
  /** The line of the file on which the row starts; the header is line 1. */
  @ApiProperty({ type: 'integer', minimum: 1, example: 7 })
  readonly line!: number;

  /** What is wrong, and what to do about it. */
  @Example('Variant Price is "1,299.00". Write the amount in EUR with digits and a decimal point only, such as 1299.90.')
  readonly problem!: string;
}

/** An import, with how far it has come. */
export class ImportSummary {
  /** Of the import. @example imp_02ITLcBYoUJdzTUMCSHuv3 */
  readonly id!: string;

  /** `failed` means that the file as a whole could not be read and nothing was written; an import with wrong rows is `completed`. */
  @ApiProperty({ enum: IMPORT_STATUSES, enumName: 'ImportStatus', example: 'completed' })
  readonly status!: ImportStatus;

  /** How the file is written. */
  @ApiProperty({ enum: FILE_FORMATS, enumName: 'FileFormat', example: 'shopify_csv' })
  readonly format!: FileFormat;

  /** Whether it only rehearses: the counts say what would happen, and nothing is kept. */
  readonly dryRun!: boolean;

  /** The currency in which the file's plain prices are meant. @example EUR */
  readonly currency!: string;

  /** As the file was called when it was sent. @example products_export.csv */
  readonly fileName!: string;

  /** Products in the file; null until it has been read through. */
  @ApiProperty({ type: 'integer', minimum: 0, nullable: true, example: 22 })
  readonly total!: number | null;

  /** Products dealt with so far: the sum of the four counts below. */
  @ApiProperty({ type: 'integer', minimum: 0, example: 22 })
  readonly processed!: number;

  /** Products that are new. */
  @ApiProperty({ type: 'integer', minimum: 0, example: 19 })
  readonly created!: number;

  /** Products that existed and were changed. */
  @ApiProperty({ type: 'integer', minimum: 0, example: 1 })
  readonly updated!: number;

  /** Products that were exactly like that already. */
  @ApiProperty({ type: 'integer', minimum: 0, example: 1 })
  readonly skipped!: number;

  /** Products that were not taken because of a wrong row. */
  @ApiProperty({ type: 'integer', minimum: 0, example: 1 })
  readonly failed!: number;

  /** When the file had arrived. */
  @Example('2026-11-20T10:00:00.000Z')
  readonly createdAt!: string;

  /** When work on it began; null before. */
  @ApiProperty({ type: 'string', nullable: true, example: '2026-11-20T10:00:01.000Z' })
  readonly startedAt!: string | null;

  /** When it was `completed` or `failed`; null before. */
  @ApiProperty({ type: 'string', nullable: true, example: '2026-11-20T10:00:04.000Z' })
  readonly finishedAt!: string | null;

  static from(job: CatalogImport): ImportSummary {
    const { id, status, format, dryRun, currency, fileName, total, processed, created, updated, skipped, failed } = job;
    return {
      ...{ id, status, format, dryRun, currency, fileName, total, processed, created, updated, skipped, failed },
      createdAt: job.createdAt.toISOString(),
      startedAt: job.startedAt?.toISOString() ?? null,
      finishedAt: job.finishedAt?.toISOString() ?? null,
    };
  }
}

export class ImportResponse extends ImportSummary {
  /** How many problems were found; `rows` shows the first 1,000. */
  @ApiProperty({ type: 'integer', minimum: 0, example: 1 })
  readonly problems!: number;

  /** In the order of the file. */
  @ApiProperty({ type: () => ImportRowProblem, isArray: true })
  readonly rows!: ImportRowProblem[];

  static of({ job, rows }: ImportReport): ImportResponse {
    return { ...ImportSummary.from(job), problems: job.problems, rows: rows.map(({ line, problem }) => ({ line, problem })) };
  }
}
