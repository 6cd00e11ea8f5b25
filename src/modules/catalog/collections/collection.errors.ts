import { defineProblem } from '../../../platform/http';

export class InvalidCollection extends defineProblem({
  code: 'catalog/invalid-collection',
  status: 422,
  title: 'The collection breaks a rule',
  help: 'A collection by rule has a rule with at least one condition, and one picked by hand has none. Each field of a rule knows some operators and one form of value; the detail names what does not fit.',
}) {}

export class CollectionIsRuled extends defineProblem({
  code: 'catalog/collection-is-ruled',
  status: 409,
  title: 'The rule decides what is in this collection',
  help: 'Products of a collection by rule come and go with what they are. Change the rule, or make a collection that is picked by hand.',
}) {
  constructor() {
    super('This collection is not picked by hand.');
  }
}

export class UnknownProducts extends defineProblem({
  code: 'catalog/unknown-products',
  status: 422,
  title: 'Some of the products do not exist',
  help: 'The request names products by ids that no product has; the member `products` lists them.',
}) {
  constructor(ids: readonly string[]) {
    super(`Unknown: ${ids.join(', ')}.`, { products: ids });
  }
}
