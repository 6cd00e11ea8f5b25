import { defineProblem, member } from '../../../platform/http';

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

export class NamedByRules extends defineProblem({
  code: 'catalog/named-by-rules',
  status: 409,
  title: 'Rules of collections name it',
  help: 'A brand, a category, an attribute or an option of one stays while the rule of a collection, published or draft, asks for it: without it the rule would ask for nothing. The member `collections` names up to ten of them by their ids. Change their rules, or delete them, first.',
  members: { collections: member.ids('Up to ten of those whose rules name it.', 'coll') },
}) {
  constructor(naming: readonly { readonly id: string; readonly title: string }[]) {
    const first = naming.slice(0, 10);
    super(`Change the rules of: ${first.map(({ title }) => title).join(', ')}.`, { collections: first.map(({ id }) => id) });
  }
}

export class UnknownProducts extends defineProblem({
  code: 'catalog/unknown-products',
  status: 422,
  title: 'Some of the products do not exist',
  help: 'The request names products by ids that no product has; the member `products` lists them.',
  members: { products: member.ids('Those that no product has.', 'prod') },
}) {
  constructor(ids: readonly string[]) {
    super(`Unknown: ${ids.join(', ')}.`, { products: ids });
  }
}
