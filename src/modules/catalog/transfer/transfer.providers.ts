import { ExportFile } from './export-file';
import { ExportJobStore } from './export-job.store';
import { ExportWorker } from './export.worker';
import { ExportsController } from './exports.controller';
import { ImportFileStore } from './import-file.store';
import { ImportJobStore } from './import-job.store';
import { ImportUpload } from './import.upload';
import { ImportWorker } from './import.worker';
import { ImportsController } from './imports.controller';
import { ProductExport } from './product-export';
import { ProductImport } from './product-import';

export const transferControllers = [ImportsController, ExportsController];
export const transferProviders = [
  ProductImport,
  ProductExport,
  ImportFileStore,
  ImportJobStore,
  ImportUpload,
  ImportWorker,
  ExportFile,
  ExportJobStore,
  ExportWorker,
];
