import { Injectable } from '@nestjs/common';
import { Database, isDuplicateKey } from '../../platform/database';
import { newId } from '../../platform/ids';
import { SkuTaken } from './catalog.errors';
import { Price, Variant } from './catalog.entity';
import { combinationKey, combinationText, combinationTitle } from './option-rules';
import type { StoredVariant, VariantContent } from './product-content';
import { skuKey } from './text-key';
import type { KeptVariant, VariantPlan } from './variant-plan';

export interface NewVariant {
  readonly id: string;
  readonly next: VariantContent;
}

type ImageIds = ReadonlyMap<string, string>;

/** Writes what differs between the stored variants and the wanted ones. */
@Injectable()
export class VariantStore {
  constructor(private readonly database: Database) {}

  async write(productId: string, plan: VariantPlan, imageIds: ImageIds): Promise<NewVariant[]> {
    const added = plan.added.map(({ next, position }) => ({ id: newId('var'), next, position }));
    try {
      await this.remove(plan.removed);
      await this.park(plan.kept);
      for (const kept of plan.kept) await this.update(kept, imageIds);
      if (added.length > 0) {
        const rows = added.map(({ id, next, position }) => ({
          id,
          productId,
          ...columnsOf(next, position, imageIds),
          available: next.onHand ?? 0,
        }));
        await this.database.repository(Variant).insert(rows);
      }
    } catch (error) {
      throw isDuplicateKey(error, 'catalog_variant_sku') ? await this.skuTaken(productId, plan) : error;
    }
    await this.insertPrices(added);
    return added;
  }

  private async remove(removed: readonly StoredVariant[]): Promise<void> {
    const ids = removed.map(({ id }) => id);
    if (ids.length > 0) await this.database.execute('DELETE FROM catalog_variant WHERE id IN (?)', [ids]);
  }

  /** Two variants may swap their SKUs or combinations: first take all the old values away, so that no step meets one of them. */
  private async park(kept: readonly KeptVariant[]): Promise<void> {
    const ids = kept
      .filter(({ stored, next }) => stored.sku !== next.sku || combination(stored) !== combination(next))
      .map(({ stored }) => stored.id);
    if (ids.length > 0) await this.database.execute('UPDATE catalog_variant SET sku = NULL, option_key = id WHERE id IN (?)', [ids]);
  }

  private async update({ stored, next, position, from }: KeptVariant, imageIds: ImageIds): Promise<void> {
    if (position !== from || facts(stored) !== facts(next)) {
      await this.database.repository(Variant).update({ id: stored.id }, columnsOf(next, position, imageIds));
    }
    const before = new Map(priceRows(stored.id, stored).map((row) => [row.currency, JSON.stringify(row)]));
    const rows = priceRows(stored.id, next);
    const changed = rows.filter((row) => before.get(row.currency) !== JSON.stringify(row));
    const gone = [...before.keys()].filter((currency) => !rows.some((row) => row.currency === currency));
    const stale = [...gone, ...changed.map(({ currency }) => currency)];
    if (stale.length > 0)
      await this.database.execute('DELETE FROM catalog_price WHERE variant_id = ? AND currency IN (?)', [stored.id, stale]);
    if (changed.length > 0) await this.database.repository(Price).insert(changed);
  }

  private async insertPrices(added: readonly NewVariant[]): Promise<void> {
    const rows = added.flatMap(({ id, next }) => priceRows(id, next));
    if (rows.length > 0) await this.database.repository(Price).insert(rows);
  }

  /** Those of the SKUs that a variant of another product has. */
  async taken(skus: readonly string[], productId = ''): Promise<string[]> {
    if (skus.length === 0) return [];
    const rows = await this.database.query<{ sku: string }>(
      'SELECT sku FROM catalog_variant WHERE sku IN (?) AND product_id <> ? ORDER BY sku',
      [skus, productId],
    );
    return rows.map(({ sku }) => sku);
  }

  private async skuTaken(productId: string, plan: VariantPlan): Promise<SkuTaken> {
    const wanted = skusOf([...plan.kept, ...plan.added].map(({ next }) => next));
    const taken = await this.taken(wanted, productId);
    return new SkuTaken(taken.length > 0 ? taken : wanted);
  }
}

/** Whether anything about the variant, prices included, is different. */
export function sameVariant(a: VariantContent, b: VariantContent): boolean {
  return facts(a) === facts(b) && JSON.stringify([a.prices, a.compareAt]) === JSON.stringify([b.prices, b.compareAt]);
}

function facts(variant: VariantContent): string {
  const { sku, options, barcode, weightGrams, requiresShipping, taxable, imageUrl, extra } = variant;
  return JSON.stringify([sku, Object.entries(options), barcode, weightGrams, requiresShipping, taxable, imageUrl, extra]);
}

export function skusOf(variants: readonly VariantContent[]): string[] {
  return variants.flatMap(({ sku }) => (sku === null ? [] : [sku]));
}

function combination(variant: VariantContent): string {
  return combinationText(variant.options);
}

function columnsOf(variant: VariantContent, position: number, imageIds: ImageIds) {
  return {
    sku: variant.sku,
    skuKey: variant.sku && skuKey(variant.sku),
    title: combinationTitle(variant.options),
    options: variant.options,
    optionKey: combinationKey(variant.options),
    position,
    barcode: variant.barcode,
    weightGrams: variant.weightGrams,
    requiresShipping: variant.requiresShipping,
    taxable: variant.taxable,
    imageId: variant.imageUrl === null ? null : (imageIds.get(variant.imageUrl) ?? null),
    extra: variant.extra,
  };
}

export function priceRows(variantId: string, { prices, compareAt }: VariantContent) {
  return prices.map(({ currency, amount }) => ({
    variantId,
    currency,
    amount,
    compareAtAmount: compareAt.find((was) => was.currency === currency)?.amount ?? null,
  }));
}
