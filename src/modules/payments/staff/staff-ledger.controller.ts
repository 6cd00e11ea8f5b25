import { Controller, Get, Query, StreamableFile } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Answers, AnswersPage, AnswersText, mapPage, Operation, Streams } from '../../../platform/http';
import type { Page } from '../../../platform/http';
import { RequirePermission } from '../../auth';
import { LedgerBalancesResponse, LedgerPeriodQuery, LedgerQuery, PostingResponse } from './ledger.dto';
import { StaffLedger } from './staff-ledger';

const EXAMPLE = `booked_at,posting,order_id,payment_id,account,debit,credit,currency
2026-11-20T10:00:00.000Z,capture:pay_02ITLcBYoUJdzTUMCSHuv3:1999,ord_02ITLcBYoUJdzTUMCSHuv3,pay_02ITLcBYoUJdzTUMCSHuv3,cash_at_gateway:sandbox,1999,0,EUR
`;

@ApiTags('Admin Payments')
@Controller('v1/admin/ledger')
export class StaffLedgerController {
  constructor(private readonly ledger: StaffLedger) {}

  @Get()
  @RequirePermission('payments:read')
  @Operation({
    id: 'listLedgerPostings',
    summary: 'Read the ledger',
    description: 'Double-entry postings, newest first, with their lines; by account, currency, order, payment or period.',
  })
  @AnswersPage(PostingResponse)
  async list(@Query() query: LedgerQuery): Promise<Page<PostingResponse>> {
    return mapPage(await this.ledger.list(query), (posting) => PostingResponse.from(posting));
  }

  @Get('balances')
  @RequirePermission('payments:read')
  @Operation({
    id: 'getLedgerBalances',
    summary: 'Read the balances of all accounts',
    description:
      'Debit, credit and balance per account and currency, all of one moment. `cash_at_gateway:<gateway>` is what the gateway holds for the shop, to be compared with its own statement.',
  })
  @Answers(LedgerBalancesResponse)
  async balances(@Query() query: LedgerPeriodQuery): Promise<LedgerBalancesResponse> {
    return LedgerBalancesResponse.from(await this.ledger.balances(query));
  }

  @Get('export')
  @RequirePermission('payments:read')
  @Streams('text/csv')
  @Operation({
    id: 'exportLedger',
    summary: 'Export the ledger',
    description: 'Every line of every posting of the period, oldest first, as CSV. Amounts are whole minor units of the currency.',
  })
  @AnswersText('text/csv', { description: 'The file, as a download.', example: EXAMPLE })
  export(@Query() query: LedgerPeriodQuery): StreamableFile {
    return new StreamableFile(this.ledger.file(query), {
      type: 'text/csv; charset=utf-8; header=present',
      disposition: 'attachment; filename="ledger.csv"',
    });
  }
}
