import { Body, Controller, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { RequirePermission } from '../../auth';
import { Answers, exampleId, Idempotent, Operation, RequestKey } from '../../../platform/http';
import { PRODUCT_EXAMPLE } from '../product.example';
import { BulkRequest, BulkResponse } from './bulk.dto';
import { BulkService } from './bulk.service';

const EXAMPLE = {
  operations: [
    { action: 'update', id: exampleId('prod'), version: 1, changes: { tags: ['ceramic', 'gift'] } },
    {
      action: 'create',
      product: {
        ...PRODUCT_EXAMPLE,
        title: 'Blue mug in bulk',
        slug: 'blue-mug-in-bulk',
        variants: [{ price: { amount: 1999, currency: 'EUR' } }],
        options: [],
      },
    },
  ],
};

@ApiTags('Admin catalog')
@Controller('v1/admin/products/bulk')
export class BulkController {
  constructor(private readonly bulk: BulkService) {}

  @Post()
  @RequirePermission('catalog:write')
  @Idempotent({ required: true, atomic: false })
  @Operation({
    id: 'bulkProducts',
    summary: 'Do many things to products',
    description:
      'Up to 100 operations, each in a transaction of its own and in the order given: the answer has a status for each, and one that is refused stops no other. A repetition under the same key after a lost connection does what was not done yet.',
    example: { body: EXAMPLE },
  })
  @Answers(BulkResponse)
  async run(@Body() { operations }: BulkRequest, @RequestKey() requestKey: string): Promise<BulkResponse> {
    return { results: await this.bulk.run(operations, requestKey) };
  }
}
