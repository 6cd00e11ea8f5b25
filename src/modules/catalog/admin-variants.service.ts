import { Injectable } from '@nestjs/common';
import { Config } from '../../platform/config';
import { Database } from '../../platform/database';
import { NotFound, ValidationFailed } from '../../platform/http';
import type {
  CreateImageRequest,
  CreateVariantRequest,
  SetPricesRequest,
  UpdateImageRequest,
  UpdateVariantRequest,
} from './admin-product-request.dto';
import { newVariant, pricesOf, refuseForeignCurrencies } from './admin-products.service';
import { ImageExists, LastVariant } from './catalog.errors';
import { MediaTable } from './media/media-table';
import type { ImageContent, StoredProduct, StoredVariant, VariantContent } from './product-content';
import { ProductEditor } from './product-editor';

/** What staff do to the parts of a product: variants, prices, images. */
@Injectable()
export class AdminVariantsService {
  constructor(
    private readonly config: Config,
    private readonly database: Database,
    private readonly editor: ProductEditor,
    private readonly media: MediaTable,
  ) {}

  async add(productId: string, expectedVersion: number | undefined, request: CreateVariantRequest): Promise<StoredProduct> {
    const variant = newVariant(request);
    refuseForeignCurrencies([variant], this.config.currencies);
    return this.editor.edit(productId, expectedVersion, (stored) => ({ ...stored, variants: [...stored.variants, variant] }));
  }

  async update(id: string, expectedVersion: number | undefined, request: UpdateVariantRequest): Promise<StoredProduct> {
    return this.change(id, expectedVersion, (variant) => ({ ...variant, ...changesOf(request) }));
  }

  /** Orders keep their own copy of what was bought, so the variant can go. */
  async remove(id: string, expectedVersion: number | undefined): Promise<void> {
    await this.editor.editVariant(id, expectedVersion, (stored) => {
      if (stored.variants.length === 1) throw new LastVariant();
      return { ...stored, variants: stored.variants.filter((variant) => variant.id !== id) };
    });
  }

  async setPrices(id: string, expectedVersion: number | undefined, request: SetPricesRequest): Promise<StoredProduct> {
    const prices = pricesOf(request.prices);
    refuseForeignCurrencies([prices], this.config.currencies);
    return this.change(id, expectedVersion, (variant) => ({ ...variant, ...prices }));
  }

  async addImage(productId: string, expectedVersion: number | undefined, request: CreateImageRequest): Promise<StoredProduct> {
    return this.database.transaction(async () => {
      const url = await this.addressOf(request);
      return this.editor.edit(productId, expectedVersion, (stored) => {
        if (stored.images.some((image) => image.url === url)) throw new ImageExists(url);
        return { ...stored, images: withImageAt(request.position, { url, alt: request.alt ?? null }, stored.images) };
      });
    });
  }

  private async addressOf({ url, mediaId }: CreateImageRequest): Promise<string> {
    if (mediaId !== undefined && url === undefined) return this.media.lockedAddress(mediaId);
    if (url === undefined || mediaId !== undefined)
      throw ValidationFailed.at('/url', 'either', 'either url or mediaId is needed, and not both');
    return url;
  }

  async updateImage(
    productId: string,
    imageId: string,
    expectedVersion: number | undefined,
    { alt, position }: UpdateImageRequest,
  ): Promise<StoredProduct> {
    return this.editor.edit(productId, expectedVersion, (stored) => {
      const index = stored.images.findIndex(({ id }) => id === imageId);
      const image = stored.images[index];
      if (!image) throw new NotFound('image');
      const changed = { url: image.url, alt: alt === undefined ? image.alt : alt };
      return { ...stored, images: withImageAt(position ?? index + 1, changed, stored.images.toSpliced(index, 1)) };
    });
  }

  async removeImage(productId: string, imageId: string, expectedVersion: number | undefined): Promise<void> {
    await this.editor.edit(productId, expectedVersion, (stored) => {
      const image = stored.images.find(({ id }) => id === imageId);
      if (!image) throw new NotFound('image');
      return {
        ...stored,
        images: stored.images.filter(({ id }) => id !== imageId),
        variants: stored.variants.map((variant) => (variant.imageUrl === image.url ? { ...variant, imageUrl: null } : variant)),
      };
    });
  }

  private change(
    id: string,
    expectedVersion: number | undefined,
    change: (variant: StoredVariant) => VariantContent,
  ): Promise<StoredProduct> {
    return this.editor.editVariant(id, expectedVersion, (stored) => ({
      ...stored,
      variants: stored.variants.map((variant) => (variant.id === id ? change(variant) : variant)),
    }));
  }
}

/** At the end when no position is given. */
function withImageAt(position: number | undefined, image: ImageContent, others: readonly ImageContent[]): ImageContent[] {
  return [...others].toSpliced((position ?? others.length + 1) - 1, 0, image);
}

function changesOf(request: UpdateVariantRequest): Partial<VariantContent> {
  const { sku, options, barcode, weightGrams, requiresShipping, taxable, imageUrl } = request;
  return {
    ...(sku !== undefined && { sku }),
    ...(options !== undefined && { options }),
    ...(barcode !== undefined && { barcode }),
    ...(weightGrams !== undefined && { weightGrams }),
    ...(requiresShipping !== undefined && { requiresShipping }),
    ...(taxable !== undefined && { taxable }),
    ...(imageUrl !== undefined && { imageUrl }),
  };
}
