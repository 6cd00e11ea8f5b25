import { Injectable } from '@nestjs/common';
import { Clock } from '../../../platform/clock';
import { Database } from '../../../platform/database';
import { Problem, ValidationFailed } from '../../../platform/http';
import { Every } from '../../../platform/jobs';
import { AdminProductsService } from '../admin-products.service';
import { AdminVariantsService } from '../admin-variants.service';
import type { StoredProduct } from '../product-content';
import { BulkDone } from './bulk.entity';
import type { BulkAction, BulkOperation, BulkResult } from './bulk.dto';

/** As long as the answers to requests with a key are kept. */
const KEPT_HOURS = 48;
const STATUS: Readonly<Record<BulkAction, number>> = { create: 201, update: 200, archive: 204, set_prices: 200 };
const NEEDED: Readonly<Record<BulkAction, readonly (keyof BulkOperation)[]>> = {
  create: ['product'],
  update: ['id', 'version', 'changes'],
  archive: ['id', 'version'],
  set_prices: ['variantId', 'prices'],
};

/** Many operations of staff in one request, each in a transaction of its own: one that is refused stops no other. */
@Injectable()
export class BulkService {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly products: AdminProductsService,
    private readonly variants: AdminVariantsService,
  ) {}

  /** What this request did before it broke off is not done again. */
  async run(operations: readonly BulkOperation[], requestKey: string): Promise<BulkResult[]> {
    refuseIncomplete(operations);
    const done = await this.database.repository(BulkDone).findBy({ requestKey });
    const before = new Map(done.map((row) => [row.position, row]));
    const results: BulkResult[] = [];
    for (const [index, operation] of operations.entries()) {
      const known = before.get(index);
      results.push(known ? resultOf(known) : await this.one(index, operation, requestKey));
    }
    return results;
  }

  @Every({ name: 'catalog.bulk_done', everyMs: 3_600_000 })
  async tidy(): Promise<void> {
    const before = new Date(this.clock.now().getTime() - KEPT_HOURS * 3_600_000);
    await this.database.execute('DELETE FROM catalog_bulk_done WHERE created_at < ? LIMIT 10000', [before]);
  }

  private async one(index: number, operation: BulkOperation, requestKey: string): Promise<BulkResult> {
    try {
      return await this.database.transaction(async () => {
        const { id: productId, version } = await this.apply(operation);
        const row = { requestKey, position: index, status: STATUS[operation.action], productId, version, createdAt: this.clock.now() };
        await this.database.repository(BulkDone).insert(row);
        return resultOf(row);
      });
    } catch (error) {
      if (!(error instanceof Problem) || error.type.status >= 500) throw error;
      const { code, status, title } = error.type;
      return { index, status, problem: { code, title, detail: error.detail } };
    }
  }

  private async apply({ action, id = '', variantId = '', version, product, changes, prices }: BulkOperation): Promise<StoredProduct> {
    if (action === 'create' && product) return this.products.create(product);
    if (action === 'update' && changes) return this.products.update(id, version, changes);
    if (action === 'set_prices' && prices) return this.variants.setPrices(variantId, version, { prices });
    return this.products.archive(id, version);
  }
}

/** The form of the request is wrong, so nothing of it is done. */
function refuseIncomplete(operations: readonly BulkOperation[]): void {
  for (const [index, operation] of operations.entries()) {
    const missing = NEEDED[operation.action].find((field) => operation[field] === undefined);
    if (missing) throw ValidationFailed.at(`/operations/${index}/${missing}`, 'required', `is required to ${operation.action}`);
    const given = Object.keys(operation).filter((field) => operation[field as keyof BulkOperation] !== undefined);
    const allowed: readonly string[] = ['action', 'version', ...NEEDED[operation.action]];
    const foreign = given.find((field) => !allowed.includes(field));
    if (foreign) throw ValidationFailed.at(`/operations/${index}/${foreign}`, 'unknown', `means nothing to ${operation.action}`);
  }
}

function resultOf({ position, status, productId, version }: Pick<BulkDone, 'position' | 'status' | 'productId' | 'version'>): BulkResult {
  return { index: position, status, id: productId, version };
}
