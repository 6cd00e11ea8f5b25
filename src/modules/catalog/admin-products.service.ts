import { Injectable } from '@nestjs/common';
import { Config } from '../../platform/config';
import { Database } from '../../platform/database';
import { MoneyDto } from '../../platform/http';
import { newId } from '../../platform/ids';
import type { Money } from '../../platform/money';
import type { CreateProductRequest, CreateVariantRequest, ProductFields, UpdateProductRequest } from './admin-product-request.dto';
import { CurrencyNotOffered, InvalidProduct, SlugTaken } from './catalog.errors';
import { optionsOf } from './option-rules';
import type { ProductContent, StoredProduct, VariantContent } from './product-content';
import { ProductEditor } from './product-editor';
import { cleanProduct } from './product-rules';
import { ProductStore } from './product-store';
import { slugCandidates } from './slug';

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
    return this.database.transaction(async () => this.editor.get(await this.insert(content, request.slug)));
  }

  async update(id: string, expectedVersion: number | undefined, request: UpdateProductRequest): Promise<StoredProduct> {
    return this.editor.edit(id, expectedVersion, (stored) => ({ ...stored, ...changesOf(request) }));
  }

  /** Old orders and links keep a product to point at, so nothing is deleted. */
  async archive(id: string, expectedVersion: number | undefined): Promise<StoredProduct> {
    return this.editor.edit(id, expectedVersion, (stored) => ({ ...stored, status: 'archived' }));
  }

  /** A slug that was asked for is taken or refused; one made from the title gives way to those that exist. */
  private async insert(content: ProductContent, wanted: string | undefined): Promise<string> {
    if (wanted !== undefined) return this.store.insert(cleanProduct({ ...content, slug: wanted }));
    const [first = 'product', ...others] = slugCandidates(content.title, newId('prod'), 'product');
    for (const slug of [first, ...others]) {
      try {
        return await this.store.insert(cleanProduct({ ...content, slug }));
      } catch (error) {
        if (!(error instanceof SlugTaken)) throw error;
      }
    }
    throw new SlugTaken(first);
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
  const { title, slug, description, status, vendor, productType, tags, taxCategory, seoTitle, seoDescription, options, categories } =
    request;
  return {
    ...(title !== undefined && { title }),
    ...(slug !== undefined && { slug }),
    ...(description !== undefined && { description: description ?? '' }),
    ...(status !== undefined && { status }),
    ...(vendor !== undefined && { vendor: vendor ?? '' }),
    ...(productType !== undefined && { productType: productType ?? '' }),
    ...(tags !== undefined && { tags }),
    ...(taxCategory !== undefined && { taxCategory }),
    ...(seoTitle !== undefined && { seoTitle }),
    ...(seoDescription !== undefined && { seoDescription }),
    ...(options !== undefined && { options }),
    ...(categories !== undefined && { categoryIds: categories }),
  };
}
