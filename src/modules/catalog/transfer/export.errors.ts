import { defineProblem } from '../../../platform/http';

export class ExportNotReady extends defineProblem({
  code: 'catalog/export-not-ready',
  status: 409,
  title: 'The export has no file yet',
  help: 'The file exists once the status of the export is `completed`. Read the export until it says so; a `failed` one never has a file, so begin another.',
}) {
  constructor(status: string) {
    super(`The export is ${status}.`);
  }
}

export class ExportExpired extends defineProblem({
  code: 'catalog/export-expired',
  status: 410,
  title: 'The file of the export is gone',
  help: 'Files of exports are kept for twelve hours. Begin another export; it holds what the catalogue is now.',
}) {
  constructor() {
    super('The file was kept for twelve hours and has been removed.');
  }
}
