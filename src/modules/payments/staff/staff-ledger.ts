import { Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import { stringify } from 'csv-stringify';
import { Database, isAscii } from '../../../platform/database';
import { KeysetPages } from '../../../platform/http';
import type { Page } from '../../../platform/http';
import { Money, toInteger } from '../../../platform/money';
import type { AccountBalance, PostingView } from './ledger-views';
import type { LedgerPeriodQuery, LedgerQuery } from './ledger.dto';

interface LineRow {
  readonly id: string;
  readonly postingId: string;
  readonly account: string;
  readonly debit: string;
  readonly credit: string;
  readonly currency: string;
}

type ExportRow = LineRow & Omit<PostingView, 'lines' | 'id'>;

const BATCH = 1_000;
const COLUMNS = ['booked_at', 'posting', 'order_id', 'payment_id', 'account', 'debit', 'credit', 'currency'];
const POSTING = 'p.posting_key AS postingKey, p.order_id AS orderId, p.payment_id AS paymentId, p.created_at AS createdAt';
const LINE = 'e.posting_id AS postingId, e.account, e.debit, e.credit, e.currency';

/** The ledger for people and their tax advisers. Rows are never changed, so what was read stays true. */
@Injectable()
export class StaffLedger {
  constructor(
    private readonly database: Database,
    private readonly pages: KeysetPages,
  ) {}

  async list({ account, currency, orderId, paymentId, bookedGte, bookedLte, ...page }: LedgerQuery): Promise<Page<PostingView>> {
    const filter = { account, currency, orderId, paymentId, bookedGte, bookedLte };
    return this.pages.page(
      page,
      { list: 'ledger', ...filter },
      {
        list: (limit, before) => this.postings(conditionsOf(filter), limit, before),
        count: () => this.count(conditionsOf(filter)),
      },
    );
  }

  /** One statement, so one moment. */
  async balances({ bookedGte, bookedLte }: LedgerPeriodQuery): Promise<readonly AccountBalance[]> {
    const { where, params } = conditionsOf({ bookedGte, bookedLte });
    const source =
      params.length === 0 ? 'payments_ledger_entry e' : 'payments_posting p JOIN payments_ledger_entry e ON e.posting_id = p.id';
    const rows = await this.database.query<{ account: string; currency: string; debit: string; credit: string }>(
      `SELECT e.account, e.currency, SUM(e.debit) AS debit, SUM(e.credit) AS credit FROM ${source} WHERE ${where}
       GROUP BY e.account, e.currency ORDER BY e.account, e.currency`,
      params,
    );
    return rows.map(({ account, currency, debit, credit }) => ({
      ...{ account, debit: Money.of(toInteger(debit), currency), credit: Money.of(toInteger(credit), currency) },
    }));
  }

  /** Everything that was booked in the period, a line of a posting per row, oldest first; a batch in memory at a time. */
  file(period: LedgerPeriodQuery): Readable {
    const rows = Readable.from(this.rows(period));
    const csv = stringify({ header: true, columns: COLUMNS });
    rows.on('error', (error) => csv.destroy(error));
    csv.on('close', () => rows.destroy());
    return rows.pipe(csv);
  }

  private async *rows({ bookedGte, bookedLte }: LedgerPeriodQuery): AsyncGenerator<readonly unknown[]> {
    const { where, params } = conditionsOf({ bookedGte, bookedLte });
    let after = '0';
    let batch: readonly ExportRow[];
    do {
      batch = await this.database.query<ExportRow>(
        `SELECT e.id, ${LINE}, ${POSTING} FROM payments_ledger_entry e JOIN payments_posting p ON p.id = e.posting_id
         WHERE ${where} AND e.id > ? ORDER BY e.id LIMIT ${BATCH}`,
        [...params, after],
      );
      for (const { id, createdAt, postingKey, orderId, paymentId, account, debit, credit, currency } of batch) {
        yield [createdAt.toISOString(), postingKey, orderId, paymentId, account, debit, credit, currency];
        after = id;
      }
    } while (batch.length === BATCH);
  }

  private async postings({ where, params }: Conditions, limit: number, before: string | undefined): Promise<PostingView[]> {
    const postings = await this.database.query<Omit<PostingView, 'lines'>>(
      `SELECT CAST(p.id AS CHAR) AS id, ${POSTING} FROM payments_posting p WHERE ${where}${before === undefined ? '' : ' AND p.id < ?'} ORDER BY p.id DESC LIMIT ?`,
      [...params, ...(before === undefined ? [] : [before]), limit],
    );
    const ids = postings.map(({ id }) => id);
    const lines =
      ids.length === 0
        ? []
        : await this.database.query<LineRow>(`SELECT e.id, ${LINE} FROM payments_ledger_entry e WHERE e.posting_id IN (?) ORDER BY e.id`, [
            ids,
          ]);
    return postings.map((posting) => ({
      ...posting,
      lines: lines
        .filter(({ postingId }) => String(postingId) === posting.id)
        .map(({ account, debit, credit, currency }) => ({ account, debit: toInteger(debit), credit: toInteger(credit), currency })),
    }));
  }

  private async count({ where, params }: Conditions): Promise<number> {
    const [row] = await this.database.query<{ n: unknown }>(`SELECT COUNT(*) AS n FROM payments_posting p WHERE ${where}`, params);
    return toInteger(row?.n);
  }
}

interface Conditions {
  readonly where: string;
  readonly params: readonly unknown[];
}

const LINES_OF = 'p.id IN (SELECT e.posting_id FROM payments_ledger_entry e WHERE';

/** Of what the caller did not ask for nothing is left in the statement, so that each filter meets its index. */
function conditionsOf(filter: Partial<Omit<LedgerQuery, 'limit' | 'cursor' | 'include'>>): Conditions {
  const { account, currency, orderId, paymentId, bookedGte, bookedLte } = filter;
  if (account !== undefined && !isAscii(account)) return { where: 'FALSE', params: [] };
  const conditions: readonly (readonly [sql: string, ...params: unknown[]] | false)[] = [
    account !== undefined && currency !== undefined && [`${LINES_OF} e.account = ? AND e.currency = ?)`, account, currency],
    account !== undefined && currency === undefined && [`${LINES_OF} e.account = ?)`, account],
    account === undefined && currency !== undefined && [`${LINES_OF} e.currency = ?)`, currency],
    orderId !== undefined && ['p.order_id = ?', orderId],
    paymentId !== undefined && ['p.payment_id = ?', paymentId],
    bookedGte !== undefined && ['p.created_at >= ?', bookedGte],
    bookedLte !== undefined && ['p.created_at <= ?', bookedLte],
  ];
  const wanted = conditions.filter((condition) => condition !== false);
  return { where: ['TRUE', ...wanted.map(([sql]) => sql)].join(' AND '), params: wanted.flatMap(([, ...params]) => params) };
}
