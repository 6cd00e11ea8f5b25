import { Controller, Get, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Answers, AnswersPage, Idempotent, IdParam, mapPage, NotFound, Operation, PageQuery, Tagged } from '../../../platform/http';
import type { Page } from '../../../platform/http';
import { RequirePermission } from '../../auth';
import { Inbox } from '../inbox/inbox.service';
import { WebhookInboxQuery, WebhookMessageResponse } from '../inbox/webhook.dto';
import { InboxEventNotReplayable } from '../payments.errors';
import { viewOfRefund } from '../payments.views';
import { RefundResponse } from './refund.dto';
import { StaffPayments } from './staff-payments';
import { StaffPaymentQuery, StaffPaymentResponse, StaffPaymentSummary } from './staff-payments.dto';

@ApiTags('Admin Payments')
@Controller('v1/admin')
export class StaffPaymentsController {
  constructor(
    private readonly payments: StaffPayments,
    private readonly inbox: Inbox,
  ) {}

  @Get('payments')
  @RequirePermission('payments:read')
  @Operation({ id: 'listPayments', summary: 'List payments', description: 'Newest first, by status or order.' })
  @AnswersPage(StaffPaymentSummary)
  async list(@Query() query: StaffPaymentQuery): Promise<Page<StaffPaymentSummary>> {
    return mapPage(await this.payments.list(query), (payment) => StaffPaymentSummary.from(payment));
  }

  @Get('payments/:id')
  @RequirePermission('payments:read')
  @Tagged()
  @Operation({
    id: 'getPaymentForStaff',
    summary: 'Read a payment with its history',
    description: 'The payment with every attempt, every fact its gateway ever told, its refunds and its lines in the ledger.',
    problems: [NotFound],
  })
  @Answers(StaffPaymentResponse)
  async get(@IdParam('pay') id: string): Promise<StaffPaymentResponse> {
    return StaffPaymentResponse.of(await this.payments.get(id));
  }

  @Get('payments/:id/refunds')
  @RequirePermission('payments:read')
  @Operation({
    id: 'listRefunds',
    summary: 'List the refunds of a payment',
    description: 'Newest first, those under way, failed or begun by the shop itself included.',
    problems: [NotFound],
  })
  @AnswersPage(RefundResponse)
  async listRefunds(@IdParam('pay') id: string, @Query() query: PageQuery): Promise<Page<RefundResponse>> {
    return mapPage(await this.payments.listRefunds(id, query), (refund) => RefundResponse.from(viewOfRefund(refund)));
  }

  @Get('webhook-inbox')
  @RequirePermission('payments:read')
  @Operation({
    id: 'listWebhookInbox',
    summary: 'List messages of payment gateways',
    description: 'Newest first; `state=dead` are those that need somebody.',
  })
  @AnswersPage(WebhookMessageResponse)
  async listInbox(@Query() query: WebhookInboxQuery): Promise<Page<WebhookMessageResponse>> {
    return mapPage(await this.payments.listInbox(query), (message) => WebhookMessageResponse.from(message));
  }

  @Post('webhook-inbox/:id/replay')
  @RequirePermission('payments:write')
  @Idempotent({ required: false, atomic: true })
  @Operation({
    id: 'replayWebhookMessage',
    summary: 'Work on a message again',
    description: 'Puts an ignored or dead message back in line. What it says still has its effect once at most.',
    problems: [InboxEventNotReplayable, NotFound],
  })
  @Answers(WebhookMessageResponse)
  async replay(@IdParam('hook') id: string): Promise<WebhookMessageResponse> {
    return WebhookMessageResponse.from(await this.inbox.replay(id));
  }
}
