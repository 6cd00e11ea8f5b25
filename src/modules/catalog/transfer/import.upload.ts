import { Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { Config } from '../../../platform/config';
import { BodyTooLarge, ValidationFailed } from '../../../platform/http';
import { newId } from '../../../platform/ids';
import { ImportFileStore } from './import-file.store';
import { ImportJobStore } from './import-job.store';
import type { ImportReport } from './import-job.store';
import { FILE_FORMATS } from './file-format';
import type { FileFormat } from './file-format';

const MAX_FILE_BYTES = 50 * 1024 * 1024;
const LIMITS = { fileSize: MAX_FILE_BYTES, files: 1, fields: 5, fieldSize: 100, parts: 6 };
const FIELDS = ['format', 'dryRun', 'currency'] as const;
type FieldName = (typeof FIELDS)[number];

interface Upload {
  readonly fields: ReadonlyMap<FieldName, string>;
  readonly fileName: string;
  readonly fileSize: number;
}

const refuse = (field: string, code: string, detail: string): ValidationFailed => ValidationFailed.at(`/${field}`, code, detail);
const isField = (name: string): name is FieldName => FIELDS.some((field) => field === name);
const isFormat = (text: string): text is FileFormat => FILE_FORMATS.some((format) => format === text);

/** Takes a multipart upload apart, as it streams in, in whatever order its parts come. */
@Injectable()
export class ImportUpload {
  constructor(
    private readonly config: Config,
    private readonly files: ImportFileStore,
    private readonly jobs: ImportJobStore,
  ) {}

  async receive(request: FastifyRequest, createdBy: string | null): Promise<ImportReport> {
    const id = newId('imp');
    try {
      const { fields, fileName, fileSize } = await this.readParts(id, request);
      await this.jobs.add({ id, ...this.settings(fields), fileName, fileSize, createdBy });
    } catch (error) {
      await this.files.remove(id);
      throw error;
    }
    return this.jobs.get(id);
  }

  private async readParts(id: string, request: FastifyRequest): Promise<Upload> {
    const fields = new Map<FieldName, string>();
    let file: Pick<Upload, 'fileName' | 'fileSize'> | undefined;
    for await (const part of request.parts({ limits: LIMITS })) {
      if (part.type === 'field') {
        addField(fields, part.fieldname, part.value);
        continue;
      }
      if (part.fieldname !== 'file') throw refuse(part.fieldname, 'unknown', 'is not a field of this operation; the file is called "file"');
      const fileSize = await this.files.write(id, part.file);
      if (part.file.truncated) throw new BodyTooLarge();
      file = { fileName: cleanName(part.filename), fileSize };
    }
    if (!file) throw refuse('file', 'required', 'is required: the CSV file, as a part with a file name');
    return { fields, ...file };
  }

  private settings(fields: ReadonlyMap<FieldName, string>) {
    const format = fields.get('format') ?? 'shopify_csv';
    const dryRun = fields.get('dryRun') ?? 'false';
    const currency = fields.get('currency') ?? this.config.defaultCurrency;
    if (!isFormat(format)) throw refuse('format', 'one_of', `must be one of ${FILE_FORMATS.join(', ')}`);
    if (dryRun !== 'true' && dryRun !== 'false') throw refuse('dryRun', 'boolean', 'must be true or false');
    if (!this.config.currencies.includes(currency))
      throw refuse('currency', 'one_of', `must be one of ${this.config.currencies.join(', ')}`);
    return { format, dryRun: dryRun === 'true', currency };
  }
}

function addField(fields: Map<FieldName, string>, name: string, value: unknown): void {
  if (!isField(name)) throw refuse(name, 'unknown', 'is not a field of this operation');
  if (fields.has(name)) throw refuse(name, 'duplicate', 'must be there once');
  fields.set(name, String(value));
}

/** The name is only shown; a path that some clients send with it is not. */
function cleanName(name: string): string {
  const last =
    name
      .replace(/\p{Cc}/gu, '')
      .split(/[/\\]/)
      .at(-1) ?? '';
  return last.normalize('NFC').trim().slice(0, 255) || 'products.csv';
}
