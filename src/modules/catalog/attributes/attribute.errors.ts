import { defineProblem } from '../../../platform/http';

export class UnknownAttribute extends defineProblem({
  code: 'catalog/unknown-attribute',
  status: 422,
  title: 'There is no such attribute',
  help: 'Values are given by the keys of attributes that the shop has defined. List the attributes to see their keys, or define this one first.',
}) {
  constructor(key: string) {
    super(`There is no attribute "${key}".`);
  }
}

export class AttributeKeyTaken extends defineProblem({
  code: 'catalog/attribute-key-taken',
  status: 409,
  title: 'There is an attribute with this key',
  help: 'Products and filters name an attribute by its key, so each key belongs to one attribute. Change the existing attribute, or choose another key.',
}) {
  constructor(key: string) {
    super(`There is an attribute "${key}" already.`);
  }
}

export class AttributeInUse extends defineProblem({
  code: 'catalog/attribute-in-use',
  status: 409,
  title: 'Products have values of the attribute',
  help: 'Deleting an attribute, or an option that a product has, would change products that nobody looked at. Take the values off the products first; a label can change at any time.',
}) {
  constructor(detail = 'Some product has a value of this attribute.') {
    super(detail);
  }
}

export class InvalidAttribute extends defineProblem({
  code: 'catalog/invalid-attribute',
  status: 422,
  title: 'The attribute breaks a rule',
  help: 'An attribute of type `select` lists at least one option, each value once; other types list none, and only numbers have a unit.',
}) {}
