import { Body, Controller, Delete, Patch, Put } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { RequirePermission } from '../auth';
import { Config } from '../../platform/config';
import {
  Answers,
  AnswersNothing,
  IdParam,
  IfMatch,
  NotFound,
  Operation,
  PreconditionFailed,
  RequireIfMatch,
  Tagged,
} from '../../platform/http';
import { SetPricesRequest, UpdateVariantRequest } from './admin-product-request.dto';
import { AdminProductResponse } from './admin-product.dto';
import { AdminVariantsService } from './admin-variants.service';
import { CurrencyNotOffered, DuplicateCombination, InvalidProduct, LastVariant, OptionMismatch, SkuTaken } from './catalog.errors';

/** Variants are parts of their product: `If-Match` names the product's version, and the answer is the product. */
@ApiTags('Admin catalog')
@Controller('v1/admin/variants')
export class AdminVariantsController {
  constructor(
    private readonly config: Config,
    private readonly variants: AdminVariantsService,
  ) {}

  @Patch(':id')
  @RequirePermission('catalog:write')
  @Tagged()
  @RequireIfMatch()
  @Operation({
    id: 'updateVariant',
    summary: 'Change a variant',
    description:
      'JSON Merge Patch; `options` is replaced as a whole. `If-Match` takes the ETag of the product, and the answer is the whole product.',
    problems: [NotFound, PreconditionFailed, SkuTaken, OptionMismatch, DuplicateCombination, InvalidProduct],
    example: { body: { barcode: '4006381333931', weightGrams: 350 } },
  })
  @Answers(AdminProductResponse)
  async update(
    @IdParam('var') id: string,
    @IfMatch() version: number | undefined,
    @Body() body: UpdateVariantRequest,
  ): Promise<AdminProductResponse> {
    return AdminProductResponse.from(await this.variants.update(id, version, body), this.config.defaultCurrency);
  }

  @Delete(':id')
  @RequirePermission('catalog:write')
  @RequireIfMatch()
  @Operation({
    id: 'deleteVariant',
    summary: 'Remove a variant',
    description:
      'Old orders keep their own copy of what was bought. The last variant of a product stays. `If-Match` takes the ETag of the product.',
    problems: [NotFound, PreconditionFailed, LastVariant],
  })
  @AnswersNothing()
  async remove(@IdParam('var') id: string, @IfMatch() version: number | undefined): Promise<void> {
    await this.variants.remove(id, version);
  }

  @Put(':id/prices')
  @RequirePermission('catalog:write')
  @Tagged()
  @RequireIfMatch()
  @Operation({
    id: 'setVariantPrices',
    summary: 'Set the prices of a variant',
    description:
      'All of them at once, one per currency of the shop. `If-Match` takes the ETag of the product, and the answer is the whole product.',
    problems: [NotFound, PreconditionFailed, InvalidProduct, CurrencyNotOffered],
  })
  @Answers(AdminProductResponse)
  async setPrices(
    @IdParam('var') id: string,
    @IfMatch() version: number | undefined,
    @Body() body: SetPricesRequest,
  ): Promise<AdminProductResponse> {
    return AdminProductResponse.from(await this.variants.setPrices(id, version, body), this.config.defaultCurrency);
  }
}
