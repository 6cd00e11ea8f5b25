import { defineProblem } from '../../../platform/http';

export class BrandNameTaken extends defineProblem({
  code: 'catalog/brand-name-taken',
  status: 409,
  title: 'There is a brand of this name',
  help: 'Imports recognise a brand by its name, so each name belongs to one brand; capitals and blanks make no difference. Change the existing brand, or choose another name.',
}) {
  constructor(name: string) {
    super(`There is a brand "${name}" already.`);
  }
}

export class BrandInUse extends defineProblem({
  code: 'catalog/brand-in-use',
  status: 409,
  title: 'The brand has products',
  help: 'A brand is deleted when no product names it, archived ones included. Give its products another brand, or none, first.',
}) {
  constructor() {
    super('Some product names this brand.');
  }
}

export class UnknownBrand extends defineProblem({
  code: 'catalog/unknown-brand',
  status: 422,
  title: 'The brand does not exist',
  help: 'The request names a brand by an id that no brand has. List the brands to see their ids; it may have been deleted meanwhile.',
}) {
  constructor(id: string) {
    super(`Unknown: ${id}.`);
  }
}
