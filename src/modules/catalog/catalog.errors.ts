import { defineProblem, member } from '../../platform/http';

export class SlugTaken extends defineProblem({
  code: 'catalog/slug-taken',
  status: 409,
  title: 'The slug is taken',
  help: 'Slugs are part of addresses, so each belongs to one product (or one category, brand or collection) only, archived ones included. One that something had in the past is free again. Choose another one, or leave the field out to have one made from the title.',
}) {
  constructor(slug: string) {
    super(`"${slug}" belongs to something else already.`);
  }
}

export class SkuTaken extends defineProblem({
  code: 'catalog/sku-taken',
  status: 409,
  title: 'The SKU is taken',
  help: 'A SKU names one variant in the whole shop. The member `skus` lists those that another variant has already, or that stand twice in the request. Change them, or take them off the other variant first.',
  members: { skus: member.texts('Those that are taken, or stand twice in the request.', ['MUG-BLUE']) },
}) {
  constructor(skus: readonly string[]) {
    super(`Taken already: ${skus.join(', ')}.`, { skus });
  }
}

export class OptionMismatch extends defineProblem({
  code: 'catalog/option-mismatch',
  status: 422,
  title: 'Variant and product options do not match',
  help: 'Each variant has exactly one value for each option of its product, and the value must be one of those that the option lists. Send the missing option, or add the value to the product first.',
}) {}

export class DuplicateCombination extends defineProblem({
  code: 'catalog/duplicate-combination',
  status: 409,
  title: 'This combination of options exists already',
  help: 'A product has at most one variant for each combination of option values; capitals and blanks make no difference. Change the existing variant, or choose other values.',
}) {
  constructor(combination: string) {
    super(`There is a variant "${combination}" already.`);
  }
}

export class InvalidProduct extends defineProblem({
  code: 'catalog/invalid-product',
  status: 422,
  title: 'The product breaks a rule of the catalogue',
  help: 'The request has the right form, but the product that it would make is not one the catalogue can hold. The detail names the rule, for example two prices of a variant in one currency.',
}) {}

export class LastVariant extends defineProblem({
  code: 'catalog/last-variant',
  status: 409,
  title: 'A product keeps at least one variant',
  help: 'Variants are what shoppers buy, so a product without any could never be sold. Archive the product instead, or add another variant first.',
}) {
  constructor() {
    super('This is the only variant of its product.');
  }
}

export class ImageExists extends defineProblem({
  code: 'catalog/image-exists',
  status: 409,
  title: 'The product has this image already',
  help: 'An image appears once in the gallery of a product and is recognised by its address. Delete it first to add it with another text or at another position.',
}) {
  constructor(url: string) {
    super(`The product has ${url} already.`);
  }
}

export class UnknownCategory extends defineProblem({
  code: 'catalog/unknown-category',
  status: 422,
  title: 'A category does not exist',
  help: 'The request names a category by an id that no category has. List the categories to see their ids; one of them may have been deleted meanwhile.',
  members: { categories: member.ids('Those that no category has.', 'cat') },
}) {
  constructor(ids: readonly string[]) {
    super(`Unknown: ${ids.join(', ')}.`, { categories: ids });
  }
}

export class CategoryCycle extends defineProblem({
  code: 'catalog/category-cycle',
  status: 422,
  title: 'A category cannot stand below itself',
  help: 'The new parent is the category itself or lies in its own subtree. Move that part of the tree away first.',
}) {
  constructor() {
    super('The new parent lies in the subtree of the category that moves.');
  }
}

export class CategoryTooDeep extends defineProblem({
  code: 'catalog/category-too-deep',
  status: 422,
  title: 'The category tree is too deep',
  help: 'The tree has at most eight levels, the root level included. Put the category further up; when a category moves, its deepest descendant counts.',
}) {
  constructor() {
    super('Categories nest at most eight levels deep.');
  }
}

export class CategoryNotEmpty extends defineProblem({
  code: 'catalog/category-not-empty',
  status: 409,
  title: 'The category has categories below it',
  help: 'Deleting it would take a whole subtree along. Move or delete the categories below it first; products need no care, they only lose this category.',
}) {
  constructor() {
    super('Move or delete the categories below this one first.');
  }
}

export class CurrencyNotOffered extends defineProblem({
  code: 'catalog/currency-not-offered',
  status: 422,
  title: 'The shop does not trade in this currency',
  help: 'Prices exist only in the currencies that the shop is configured for; the member `currencies` lists them. Ask in one of those.',
  members: { currencies: member.currencies('Those that the shop trades in.') },
}) {
  constructor(currency: string, currencies: readonly string[]) {
    super(`${currency} is not one of ${currencies.join(', ')}.`, { currencies });
  }
}
