import { Injectable } from '@nestjs/common';
import { Database, isDuplicateKey } from '../../platform/database';
import { NotFound, PreconditionFailed } from '../../platform/http';
import { inOrder } from '../../platform/in-order';
import type { AdjustmentKind } from './adjustment-kinds';
import { StockBelowReserved, StockTooLarge, WrongAdjustmentSign } from './inventory.errors';
import { Movement } from './inventory.entity';
import { MAX_ON_HAND } from './quantities';
import type { VariantQuantity } from './quantities';
import { StockTable } from './stock-table';
import type { StockLevel } from './stock-table';

export interface InitialEntry {
  readonly variantId: string;
  readonly onHand: number;
}

export interface Adjustment {
  readonly kind: AdjustmentKind;
  /** Signed: positive adds, negative takes away. */
  readonly quantity: number;
  readonly reason: string;
}

/** So few rows go in one statement, which a unique key refuses as a whole. */
const ONE_INSERT = 500;

/** What staff and importers do with stock. Every change of what is on hand writes one line of the ledger. */
@Injectable()
export class StockService {
  constructor(
    private readonly database: Database,
    private readonly table: StockTable,
  ) {}

  async get(variantId: string): Promise<StockLevel> {
    const [level] = await this.table.levels([variantId]);
    if (!level) throw new NotFound('stock');
    return level;
  }

  list(after: string | undefined, lowStock: number | undefined, limit: number): Promise<readonly StockLevel[]> {
    return this.table.page(after ?? '', lowStock, limit);
  }

  async movements(variantId: string, before: string | undefined, limit: number): Promise<readonly Movement[]> {
    await this.get(variantId);
    const query = this.database.repository(Movement).createQueryBuilder('movement').where('movement.variantId = :variantId', { variantId });
    if (before !== undefined) query.andWhere('movement.id < :before', { before });
    return query.orderBy('movement.id', 'DESC').take(limit).getMany();
  }

  count(lowStock: number | undefined): Promise<number> {
    return this.table.count(lowStock);
  }

  countMovements(variantId: string): Promise<number> {
    return this.database.repository(Movement).countBy({ variantId });
  }

  /**
   * Opens the stock of new variants. One that has stock already is left alone, so an importer may come twice. Nothing is announced: nobody
   * has shown the variants before, and whoever makes them knows what they have.
   */
  async receiveInitial(entries: readonly InitialEntry[], actor = 'system'): Promise<void> {
    await this.database.transaction(async () => {
      const wanted = new Map(entries.map((entry) => [entry.variantId, entry]));
      const sorted = inOrder([...wanted.values()], ({ variantId }) => variantId);
      const opened: InitialEntry[] = [];
      for (let start = 0; start < sorted.length; start += ONE_INSERT)
        opened.push(...(await this.open(sorted.slice(start, start + ONE_INSERT))));
      const received = opened.filter((entry) => entry.onHand > 0).map(({ variantId, onHand }) => ({ variantId, quantity: onHand }));
      await this.table.record(received, { kind: 'initial', reason: 'opening stock', actor });
    });
  }

  /** Compare and set: against the caller's version when given, and always against what is reserved. */
  async setOnHand(variantId: string, onHand: number, reason: string, actor: string, expectedVersion?: number): Promise<StockLevel> {
    if (onHand > MAX_ON_HAND) throw new StockTooLarge(variantId, MAX_ON_HAND);
    return this.database.transaction(async () => {
      const [before] = await this.table.lock([variantId]);
      if (!before) throw new NotFound('stock');
      if (expectedVersion !== undefined && expectedVersion !== before.version) throw new PreconditionFailed();
      if (before.onHand === onHand) return before;
      const matched = await this.database.execute(
        'UPDATE inventory_stock SET on_hand = ?, version = version + 1 WHERE variant_id = ? AND version = ? AND reserved <= ?',
        [onHand, variantId, before.version, onHand],
      );
      if (matched === 0) throw new StockBelowReserved(variantId, before.reserved);
      return this.recorded({ variantId, quantity: onHand - before.onHand }, { kind: 'correction', reason }, actor);
    });
  }

  async adjust(variantId: string, adjustment: Adjustment, actor: string): Promise<StockLevel> {
    const { kind, quantity } = adjustment;
    if (quantity === 0 || (kind === 'receipt' && quantity < 0) || (kind === 'written_off' && quantity > 0)) {
      throw new WrongAdjustmentSign(kind, quantity);
    }
    return this.database.transaction(async () => {
      const matched = await this.database.execute(
        `UPDATE inventory_stock SET on_hand = on_hand + ?, version = version + 1
         WHERE variant_id = ? AND on_hand + ? >= reserved AND on_hand + ? <= ?`,
        [quantity, variantId, quantity, quantity, MAX_ON_HAND],
      );
      if (matched === 0) await this.refuse(variantId, quantity);
      return this.recorded({ variantId, quantity }, adjustment, actor);
    });
  }

  private async recorded(change: VariantQuantity, why: Pick<Adjustment, 'kind' | 'reason'>, actor: string): Promise<StockLevel> {
    await this.table.record([change], { kind: why.kind, reason: why.reason, actor });
    await this.table.announce([change.variantId]);
    return this.get(change.variantId);
  }

  private async refuse(variantId: string, quantity: number): Promise<never> {
    const level = await this.get(variantId);
    if (level.onHand + quantity > MAX_ON_HAND) throw new StockTooLarge(variantId, MAX_ON_HAND);
    throw new StockBelowReserved(variantId, level.reserved);
  }

  /** Answers the ones that had no stock row yet. A rival may open one meanwhile: its unique key decides, and we look again. */
  private async open(entries: readonly InitialEntry[]): Promise<readonly InitialEntry[]> {
    const known = new Set((await this.table.levels(entries.map((entry) => entry.variantId))).map((level) => level.variantId));
    const missing = entries.filter((entry) => !known.has(entry.variantId));
    if (missing.length === 0) return [];
    try {
      const rows = missing.map(({ variantId, onHand }) => [variantId, onHand]);
      await this.database.insertRows({ table: 'inventory_stock', columns: ['variant_id', 'on_hand'], rows });
      return missing;
    } catch (error) {
      if (!isDuplicateKey(error)) throw error;
      return this.open(missing);
    }
  }
}
