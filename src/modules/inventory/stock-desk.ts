import { Injectable } from '@nestjs/common';
import { CursorCodec, pageOf, pageSize, wantsTotal } from '../../platform/http';
import type { Page, PageQuery } from '../../platform/http';
import type { Caller } from '../auth';
import type { Movement } from './inventory.entity';
import type { StockLevel } from './stock-table';
import { StockService } from './stock.service';
import type { Adjustment } from './stock.service';

/** What staff ask of the stock room: pages and names around the use cases of `StockService`. */
@Injectable()
export class StockDesk {
  constructor(
    private readonly stock: StockService,
    private readonly cursors: CursorCodec,
  ) {}

  level(variantId: string): Promise<StockLevel> {
    return this.stock.get(variantId);
  }

  async levels(lowStock: number | undefined, query: PageQuery): Promise<Page<StockLevel>> {
    const scope = { list: 'stock', lowStock };
    const rows = await this.stock.list(this.positionOf(query, scope), lowStock, pageSize(query) + 1);
    const total = wantsTotal(query) ? await this.stock.count(lowStock) : undefined;
    return pageOf(rows, pageSize(query), (last) => this.cursors.encode([last.variantId], scope), total);
  }

  async movements(variantId: string, query: PageQuery): Promise<Page<Movement>> {
    const scope = { list: 'movements', variantId };
    const rows = await this.stock.movements(variantId, this.positionOf(query, scope), pageSize(query) + 1);
    const total = wantsTotal(query) ? await this.stock.countMovements(variantId) : undefined;
    return pageOf(rows, pageSize(query), (last) => this.cursors.encode([last.id], scope), total);
  }

  set(variantId: string, wanted: { readonly onHand: number; readonly reason?: string }, version: number | undefined, caller: Caller) {
    return this.stock.setOnHand(variantId, wanted.onHand, wanted.reason ?? 'count', actorOf(caller), version);
  }

  adjust(variantId: string, adjustment: Adjustment, caller: Caller): Promise<StockLevel> {
    return this.stock.adjust(variantId, adjustment, actorOf(caller));
  }

  private positionOf({ cursor }: PageQuery, scope: unknown): string | undefined {
    return cursor === undefined ? undefined : String(this.cursors.decode(cursor, scope)[0]);
  }
}

function actorOf(caller: Caller): string {
  return caller.accountId ?? 'staff';
}
