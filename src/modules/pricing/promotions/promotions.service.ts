import { Injectable } from '@nestjs/common';
import { Clock } from '../../../platform/clock';
import { Config } from '../../../platform/config';
import { Database, isDuplicateKey } from '../../../platform/database';
import { NotFound, PreconditionFailed } from '../../../platform/http';
import { newId } from '../../../platform/ids';
import { Promotion } from '../pricing.entity';
import { CouponCodeTaken, InvalidPromotion, PromotionInUse } from '../pricing.errors';
import { PROMOTION_COLUMNS, toColumns, toRecord } from './promotion.rows';
import type { PromotionRecord, PromotionRow } from './promotion.rows';
import { canonicalCode, checkTerms } from './promotion.rules';
import type { PromotionTerms } from './promotion.rules';

export type PromotionFilter = { readonly active?: boolean; readonly code?: string };

@Injectable()
export class PromotionsService {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly config: Config,
  ) {}

  async create(draft: PromotionTerms): Promise<PromotionRecord> {
    const terms = this.checked(draft);
    const id = newId('promo');
    const now = this.clock.now();
    await this.refusingTakenCode(terms.code, () =>
      this.database.repository(Promotion).insert({ id, ...toColumns(terms), usedCount: 0, version: 1, createdAt: now, updatedAt: now }),
    );
    return this.get(id);
  }

  async get(id: string): Promise<PromotionRecord> {
    const [row] = await this.database.query<PromotionRow>(`SELECT ${PROMOTION_COLUMNS} FROM pricing_promotion p WHERE p.id = ?`, [id]);
    if (!row) throw new NotFound('promotion');
    return toRecord(row);
  }

  /** Newest first, from below the given id. */
  async list(filter: PromotionFilter, limit: number, before?: string): Promise<PromotionRecord[]> {
    const { where, params } = conditions(filter, before);
    const rows = await this.database.query<PromotionRow>(
      `SELECT ${PROMOTION_COLUMNS} FROM pricing_promotion p WHERE ${where} ORDER BY p.id DESC LIMIT ?`,
      [...params, limit],
    );
    return rows.map(toRecord);
  }

  async count(filter: PromotionFilter): Promise<number> {
    const { where, params } = conditions(filter);
    const [row] = await this.database.query<{ total: string | number }>(
      `SELECT COUNT(*) AS total FROM pricing_promotion p WHERE ${where}`,
      params,
    );
    return Number(row?.total ?? 0);
  }

  async update(id: string, changes: Partial<PromotionTerms>, expectedVersion?: number): Promise<PromotionRecord> {
    return this.database.transaction(async () => {
      const current = await this.get(id);
      const version = expectedVersion ?? current.version;
      const terms = this.checked({ ...termsOf(current), ...changes });
      const columns = { ...toColumns(terms), version: version + 1, updatedAt: this.clock.now() };
      const { affected } = await this.refusingTakenCode(terms.code, () =>
        this.database
          .repository(Promotion)
          .createQueryBuilder()
          .update()
          .set(columns)
          .where('id = :id AND version = :version', { id, version })
          .andWhere('(:limit IS NULL OR used_count <= :limit)', { limit: terms.usageLimit })
          .execute(),
      );
      if (affected !== 1) await this.explainRefusedUpdate(id, version, terms);
      return this.get(id);
    });
  }

  async remove(id: string, expectedVersion?: number): Promise<void> {
    const version = expectedVersion ?? (await this.get(id)).version;
    const removed = await this.database.execute('DELETE FROM pricing_promotion WHERE id = ? AND version = ? AND used_count = 0', [
      id,
      version,
    ]);
    if (removed === 1) return;
    const current = await this.get(id);
    if (current.version !== version) throw new PreconditionFailed();
    throw new PromotionInUse(current.used);
  }

  private checked(draft: PromotionTerms): PromotionTerms {
    const code = canonicalCode(draft.code);
    if (code === null) throw new InvalidPromotion('A code has 1 to 40 letters (A-Z), digits, hyphens or underscores.');
    const terms = { ...draft, code };
    checkTerms(terms, this.config.currencies);
    return terms;
  }

  private async explainRefusedUpdate(id: string, version: number, terms: PromotionTerms): Promise<never> {
    const current = await this.get(id);
    if (current.version !== version) throw new PreconditionFailed();
    throw new InvalidPromotion(`The limit ${terms.usageLimit} is below the ${current.used} uses so far.`);
  }

  private async refusingTakenCode<T>(code: string, write: () => Promise<T>): Promise<T> {
    try {
      return await write();
    } catch (error) {
      if (isDuplicateKey(error, 'pricing_promotion_code')) throw new CouponCodeTaken(code);
      throw error;
    }
  }
}

function termsOf(record: PromotionRecord): PromotionTerms {
  const { code, title, kind, level, priority, percent, amount, minSubtotal, startsAt, endsAt, usageLimit, usageLimitPerCustomer, active } =
    record;
  return { code, title, kind, level, priority, percent, amount, minSubtotal, startsAt, endsAt, usageLimit, usageLimitPerCustomer, active };
}

function conditions(filter: PromotionFilter, before?: string): { where: string; params: unknown[] } {
  const parts: [string, unknown][] = [];
  if (filter.active !== undefined) parts.push(['p.active = ?', filter.active]);
  if (filter.code !== undefined) parts.push(['p.code = ?', canonicalCode(filter.code) ?? '']);
  if (before !== undefined) parts.push(['p.id < ?', before]);
  return { where: parts.map(([sql]) => sql).join(' AND ') || 'TRUE', params: parts.map(([, value]) => value) };
}
