import { Injectable } from '@nestjs/common';
import { Config } from '../../platform/config';
import { Database } from '../../platform/database';
import { MoneyDto } from '../../platform/http';
import type { Money } from '../../platform/money';
import type { AttributeRecord, AttributeValue } from './attributes/attribute-value';
import type {
  CombinationRequest,
  CreateProductRequest,
  CreateVariantRequest,
  ProductFields,
  UpdateProductRequest,
} from './admin-product-request.dto';
import { CurrencyNotOffered, InvalidProduct, OptionMismatch } from './catalog.errors';
import { optionsOf } from './option-rules';
import type { ProductContent, StoredProduct, StoredVariant, VariantContent } from './product-content';
import { ProductEditor } from './product-editor';
import { cleanProduct } from './product-rules';
import { ProductStore } from './product-store';
import { withSlug } from './slug';

const STANDARD = 'standard';

/** What staff do to products as a whole. */
@Injectable()
export class AdminProductsService {
  constructor(
    private readonly config: Config,
    private readonly database: Database,
    private readonly editor: ProductEditor,
    private readonly store: ProductStore,
  ) {}

  async create(request: CreateProductRequest): Promise<StoredProduct> {
    const variants = request.variants.map((variant) => newVariant(variant));
    refuseForeignCurrencies(variants, this.config.currencies);
    const content = contentOf(request, variants);
    const made = { words: content.title, fallback: 'product' };
    return this.database.transaction(async () =>
      this.editor.get(await withSlug(request.slug, made, (slug) => this.store.insert(cleanProduct({ ...content, slug })))),
    );
  }

  async update(id: string, expectedVersion: number | undefined, request: UpdateProductRequest): Promise<StoredProduct> {
    return this.editor.edit(id, expectedVersion, (stored) => ({
      ...stored,
      ...changesOf(mergedAttributes(stored, request)),
      ...(request.combinations && { variants: recombined(stored.variants, request.combinations) }),
    }));
  }

  /** Old orders and links keep a product to point at, so nothing is deleted. */
  async archive(id: string, expectedVersion: number | undefined): Promise<StoredProduct> {
    return this.editor.edit(id, expectedVersion, (stored) => ({ ...stored, status: 'archived' }));
  }
}

/** A variant as the request describes it, with what it leaves open filled in. */
export function newVariant(request: CreateVariantRequest): VariantContent {
  return {
    sku: request.sku ?? null,
    options: request.options ?? {},
    ...pricesOf([{ price: request.price, compareAtPrice: request.compareAtPrice }]),
    barcode: request.barcode ?? null,
    weightGrams: request.weightGrams ?? null,
    requiresShipping: request.requiresShipping ?? true,
    taxable: request.taxable ?? true,
    imageUrl: request.imageUrl ?? null,
    extra: {},
    onHand: request.onHand ?? 0,
  };
}

export function pricesOf(requests: readonly { readonly price: MoneyDto; readonly compareAtPrice?: MoneyDto | null }[]): {
  readonly prices: Money[];
  readonly compareAt: Money[];
} {
  const foreign = requests.find(({ price, compareAtPrice }) => compareAtPrice && compareAtPrice.currency !== price.currency);
  if (foreign) throw new InvalidProduct('A price and the price it had before are in one currency.');
  return {
    prices: requests.map(({ price }) => MoneyDto.toMoney(price)),
    compareAt: requests.flatMap(({ compareAtPrice }) => (compareAtPrice ? [MoneyDto.toMoney(compareAtPrice)] : [])),
  };
}

export function refuseForeignCurrencies(variants: readonly Pick<VariantContent, 'prices'>[], currencies: readonly string[]): void {
  const foreign = variants.flatMap(({ prices }) => prices).find(({ currency }) => !currencies.includes(currency));
  if (foreign) throw new CurrencyNotOffered(foreign.currency, currencies);
}

function contentOf(request: CreateProductRequest, variants: readonly VariantContent[]): ProductContent {
  const empty = {
    slug: '',
    description: '',
    vendor: '',
    brandId: undefined,
    productType: '',
    tags: [],
    taxCategory: STANDARD,
    seoTitle: null,
    seoDescription: null,
  };
  return {
    ...{ ...empty, giftCard: false, images: [], categoryIds: [], extra: {}, options: optionsOf(variants), variants },
    title: request.title,
    status: request.status,
    ...changesOf(request),
  };
}

/** The fields that the request names; null empties, or brings back the default. */
function changesOf(request: Partial<ProductFields>): Partial<ProductContent> {
  const {
    title,
    slug,
    description,
    status,
    vendor,
    brandId,
    publishAt,
    unpublishAt,
    attributes,
    productType,
    tags,
    taxCategory,
    seoTitle,
    seoDescription,
    options,
    categories,
  } = request;
  return {
    ...(title !== undefined && { title }),
    ...(slug !== undefined && { slug }),
    ...(description !== undefined && { description: description ?? '' }),
    ...(status !== undefined && { status }),
    // A vendor without a brand names one.
    ...(vendor !== undefined && { vendor: vendor ?? '', brandId: undefined }),
    ...(brandId !== undefined && { brandId }),
    ...(publishAt !== undefined && { publishAt }),
    ...(unpublishAt !== undefined && { unpublishAt }),
    ...(attributes !== undefined && { attributes: withoutNull(attributes) }),
    ...(productType !== undefined && { productType: productType ?? '' }),
    ...(tags !== undefined && { tags }),
    ...(taxCategory !== undefined && { taxCategory }),
    ...(seoTitle !== undefined && { seoTitle }),
    ...(seoDescription !== undefined && { seoDescription }),
    ...(options !== undefined && { options }),
    ...(categories !== undefined && { categoryIds: categories }),
  };
}

/** The variants stay what they are, with their ids, stock and prices: only their values change. */
function recombined(variants: readonly StoredVariant[], combinations: readonly CombinationRequest[]): VariantContent[] {
  const wanted = new Map(combinations.map(({ variantId, options }) => [variantId, options]));
  if (wanted.size < combinations.length) throw new OptionMismatch('A variant has two combinations.');
  const foreign = [...wanted.keys()].find((variantId) => !variants.some(({ id }) => id === variantId));
  if (foreign !== undefined) throw new OptionMismatch(`The product has no variant ${foreign}.`);
  return variants.map((variant) => ({ ...variant, options: wanted.get(variant.id) ?? variant.options }));
}

/** Merge patch reaches into the attributes: a key that is absent stays, null takes its value away. */
function mergedAttributes({ attributes }: StoredProduct, request: UpdateProductRequest): UpdateProductRequest {
  return request.attributes ? { ...request, attributes: { ...attributes, ...request.attributes } } : request;
}

function withoutNull(attributes: Readonly<Record<string, AttributeValue | null>>): AttributeRecord {
  return Object.fromEntries(Object.entries(attributes).flatMap(([key, value]) => (value === null ? [] : [[key, value]])));
}
