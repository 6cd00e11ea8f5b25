import { Controller, Get, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Answers, AnswersPage, Idempotent, IdParam, mapPage, NotFound, Operation, Tagged } from '../../../platform/http';
import type { Page } from '../../../platform/http';
import { RequirePermission } from '../../auth';
import { ReconciliationReports } from './reconciliation-reports';
import { ReconciliationRuns } from './reconciliation-runs';
import { ReconciliationQuery, ReconciliationResponse, ReconciliationSummary } from './reconciliation.dto';

@ApiTags('Admin Payments')
@Controller('v1/admin/reconciliations')
export class ReconciliationsController {
  constructor(
    private readonly runs: ReconciliationRuns,
    private readonly reports: ReconciliationReports,
  ) {}

  @Post()
  @RequirePermission('payments:write')
  @Idempotent({ required: false, atomic: true })
  @Operation({
    id: 'startReconciliation',
    summary: "Compare the books with the gateways' now",
    description:
      'Asks for a comparison of our payments with every gateway and with our orders. It runs in the background, within seconds; read it under its address. One that waits already is answered instead of a second one.',
  })
  @Answers(ReconciliationSummary, { status: 202, location: '/v1/admin/reconciliations/{id}' })
  async start(): Promise<ReconciliationSummary> {
    return ReconciliationSummary.from(await this.runs.request('staff'));
  }

  @Get()
  @RequirePermission('payments:read')
  @Operation({ id: 'listReconciliations', summary: 'List comparisons of the books', description: 'Newest first, by state.' })
  @AnswersPage(ReconciliationSummary)
  async list(@Query() query: ReconciliationQuery): Promise<Page<ReconciliationSummary>> {
    return mapPage(await this.reports.list(query), (run) => ReconciliationSummary.from(run));
  }

  @Get(':id')
  @RequirePermission('payments:read')
  @Tagged()
  @Operation({
    id: 'getReconciliation',
    summary: 'Read a comparison of the books',
    description: 'How the run went, and the differences that it found first or saw last, the open ones first.',
    problems: [NotFound],
  })
  @Answers(ReconciliationResponse)
  async get(@IdParam('rec') id: string): Promise<ReconciliationResponse> {
    const { run, differences } = await this.reports.get(id);
    return ReconciliationResponse.of(run, differences);
  }
}
